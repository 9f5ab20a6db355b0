"""Great Expectations' import: what it leaves out, what it loads later, and that nobody else is affected."""

import subprocess
import sys

LEFT_OUT = ["altair.vegalite", "boto3", "google.auth", "pyspark", "scipy.special", "sqlalchemy"]


def _said(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_other_backends_are_not_imported_and_can_be_afterwards() -> None:
    said = _said(
        "import sys, gc, expectations.engine\n"
        f"print([m for m in {LEFT_OUT!r} if m in sys.modules])\n"
        "import sqlalchemy, scipy.stats, altair\n"
        "print(sqlalchemy.select.__name__, round(scipy.stats.norm.cdf(0), 2), altair.Chart.__name__, gc.isenabled())\n"
    )
    assert said.splitlines() == ["[]", "select 0.5 Chart True"]


def test_only_the_importing_thread_finds_less_and_what_was_imported_before_stays_whole() -> None:
    said = _said(
        "import sqlite3, sys, threading, importlib.util as u, sqlalchemy\n"
        "from expectations.lean import lean\n"
        "seen = []\n"
        "def other(): import boto3; seen.append(boto3.__name__)\n"
        "with lean():\n"
        "    thread = threading.Thread(target=other); thread.start(); thread.join()\n"
        "    import sqlalchemy.dialects.mysql\n"
        "    try:\n"
        "        import google.auth\n"
        "    except ModuleNotFoundError as error: seen.append(error.name)\n"
        "print(seen, [type(f).__name__ for f in sys.meta_path if type(f).__name__ == '_Lean'])\n"
    )
    assert said == "['boto3', 'google'] []"


def test_an_expectation_that_needs_what_is_loaded_later_works() -> None:
    said = _said(
        "import pandas as pd, expectations.engine as engine, great_expectations as gx\n"
        "context = gx.get_context(mode='ephemeral')\n"
        "asset = context.data_sources.add_pandas('p').add_dataframe_asset('a')\n"
        "frame = {'dataframe': pd.DataFrame({'c': list('ab')})}\n"
        "batch = asset.add_batch_definition_whole_dataframe('w').get_batch(frame)\n"
        "partition = {'values': ['a', 'b'], 'weights': [0.5, 0.5]}\n"
        "asked = gx.expectations.ExpectColumnKLDivergenceToBeLessThan(\n"
        "    column='c', partition_object=partition, threshold=0.1)\n"
        "print(batch.validate(asked).success)\n"
    )
    assert said.splitlines()[-1] == "True"
