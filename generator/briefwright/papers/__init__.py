"""Orders into files: papers fitted to pages, built, issued, compared and read again."""
