"""The same server for everything that is measured, as `app.py` starts it: gunicorn, threads, the application loaded before the workers
part, what exists then left alone by the collector.
"""

import gc

worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True
loglevel = "warning"
preload_app = True


def when_ready(_server):
    gc.collect()
    gc.freeze()
