"""An S3 server on loopback, for tests of data folders in an object store."""

import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.server import ThreadedMotoServer

BUCKET = "tables"
_NOT_FOR_THE_SERVER = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


@contextmanager
def s3_server() -> Iterator[str]:
    """A server of its own with an empty bucket; yields its address, which the environment names meanwhile."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name in _NOT_FOR_THE_SERVER:
            environment.delenv(name, raising=False)
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing-secret")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem(use_listings_cache=False).call_s3("create_bucket", Bucket=BUCKET)
        try:
            yield os.environ["AWS_ENDPOINT_URL"]
        finally:
            s3fs.S3FileSystem.clear_instance_cache()
            server.stop()


def new_prefix() -> str:
    """An address in the bucket that nothing has been written to."""
    return f"s3://{BUCKET}/{uuid.uuid4().hex[:8]}/data"
