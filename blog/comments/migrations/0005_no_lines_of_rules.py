from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_rules_and_record")]

    operations = [migrations.RemoveField("discussionsettings", "house_rules")]
