"""What is looked at: figures, scenes, pictures, the atlas, notebooks. Made from tables and superposed files alone."""
