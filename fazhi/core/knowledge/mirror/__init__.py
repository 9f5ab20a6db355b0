"""Knowledge of mirror repair: characters with their readings, the trigram model, their origins."""
