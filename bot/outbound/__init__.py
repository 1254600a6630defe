"""Letters out: rendering, composing, delivering."""
