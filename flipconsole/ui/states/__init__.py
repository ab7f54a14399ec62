"""What the window says when not everything is well: banners over the list, pages in place of it."""
