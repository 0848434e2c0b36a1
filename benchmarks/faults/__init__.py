"""Whether anything is lost or done twice where parts of the real stack are killed at random moments."""
