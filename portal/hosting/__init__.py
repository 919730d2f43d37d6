"""What the hosting party asks: backup and restore, health, figures, whether this installation is fit for production."""
