"""What the product costs: measured side by side, kept as numbers, and shown on one page."""
