"""The timeline as a picture, a document or on paper."""
