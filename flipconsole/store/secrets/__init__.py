"""Secrets in the keychain of this computer, and nowhere else."""
