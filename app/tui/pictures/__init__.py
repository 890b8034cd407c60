"""Pictures that are in messages themselves, as `data:` addresses (RFC 2397). It knows no widget."""
