"""The same server for everything that is measured: gunicorn, threads, what exists at the start left alone by the collector."""

import gc

worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True
loglevel = "warning"


def post_worker_init(_worker):
    gc.collect()
    gc.freeze()
