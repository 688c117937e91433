"""The only place that knows Faust: the app, its consumer and its table."""
