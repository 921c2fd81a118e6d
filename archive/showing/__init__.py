"""What faces share: looking things up for a person, laying pages out, sending bytes."""
