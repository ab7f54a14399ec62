"""All Qt and pyqtgraph: views that paint what the application layer says."""
