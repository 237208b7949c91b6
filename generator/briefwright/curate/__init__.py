"""Keeping the knowledge: records added, edited, reviewed and imported, each as a small change of Turtle."""
