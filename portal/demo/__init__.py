"""The demonstration network "Zuid-Limburg", played through the portal's own verbs, with dates around today."""
