"""An empty plot: the least that a program which draws with pyqtgraph takes, to compare a build with."""

import sys

import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget(window))
window.resize(1280, 800)
window.show()
sys.exit(application.exec())
