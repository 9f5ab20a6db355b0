"""Templates as byte code, kept from one process to the next: to parse and compile them takes 0.15 s."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from fazhi import beginning


class Kept(BytecodeCache):
    """Byte code among what this kind of process keeps; Jinja itself checks that it is of this template as it is."""

    def load_bytecode(self, bucket: Bucket) -> None:
        code = beginning.found(("template", bucket.key, bucket.checksum))
        if isinstance(code, bytes):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        beginning.keep(("template", bucket.key, bucket.checksum), bucket.bytecode_to_string())
