"""What browsers and monitors see: surveys, tickets and forms by signed link, health and metrics."""
