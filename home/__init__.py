"""The front page, standard pages, and what an organisation says about itself."""
