"""The expectations that follow from the declared schema: nulls, vocabularies, keys, references, sound values.

Types are not among them: a table is written in its declared Arrow schema by our own code, so a wrong type is our
defect and `frames` refuses the table before any suite runs.
"""

from expectations.suites import Entry
from fazhi.schema.columns import Column, Record, columns_of

_OURS = "这是程序缺陷:请报告,修正后重放该隔离项"


# Of all columns of a table at once: what a helper column names is the first that is not sound.
_SOUND = (
    Entry(
        type="expect_column_values_to_be_null", kwargs={"column": "strings.blank"}, severity="critical", advice=_OURS,
        zh="没有以空字符串代替空值", en="no empty string stands where a null is meant",
    ),
    Entry(
        type="expect_column_values_to_be_null", kwargs={"column": "numbers.unreal"}, severity="critical", advice=_OURS,
        zh="数值都有限,计数和位置不为负", en="numbers are finite, counts and places not below 0",
    ),
)  # fmt: skip


def entries_of(record: type[Record]) -> tuple[Entry, ...]:
    """The expectations that `record`'s columns declare, in the order of the columns; all are critical."""
    columns = columns_of(record)
    entries = [entry for column in columns for entry in _of_column(column)]
    keys = [c.name for c in columns if c.key]
    return (*entries, _unique(keys), *_SOUND)


def _of_column(column: Column) -> list[Entry]:
    entries = []
    if not column.nullable:
        entries.append(
            Entry(
                type="expect_column_values_to_not_be_null",
                kwargs={"column": column.name},
                severity="critical",
                zh=f"{column.name} 不为空",
                en=f"{column.name} is not null",
                advice=_OURS,
            )
        )
    if column.vocabulary is not None:
        entries.append(_in_vocabulary(column.name, column.vocabulary))
    if column.references is not None:
        entries.append(_reference(column))
    return entries


def _in_vocabulary(name: str, vocabulary: tuple[str, ...]) -> Entry:
    return Entry(
        type="expect_column_values_to_be_in_set", kwargs={"column": name, "value_set": list(vocabulary)},
        severity="critical", advice=_OURS,
        zh=f"{name} 只取 {'、'.join(vocabulary)}", en=f"{name} is one of {', '.join(vocabulary)}",
    )  # fmt: skip


def _reference(column: Column) -> Entry:
    """A document is known, or the referenced row is, and stands in the same document."""
    if column.references == "reports":
        return Entry(
            type="expect_values_to_be_known", kwargs={"column_list": [column.name, f"{column.name}.known"]},
            severity="critical", advice=_OURS, across=True,
            zh=f"{column.name} 指向存在的文档", en=f"{column.name} names a document that is there",
        )  # fmt: skip
    return Entry(
        type="expect_references_in_same_document",
        kwargs={"column_list": [column.name, "doc_id", f"{column.name}.doc_id"]},
        severity="critical", advice=_OURS, across=True,
        zh=f"{column.name} 指向同一文档中存在的 {column.references} 行",
        en=f"{column.name} names a row of {column.references} in the same document",
    )  # fmt: skip


def _unique(keys: list[str]) -> Entry:
    single = len(keys) == 1
    return Entry(
        type="expect_column_values_to_be_unique" if single else "expect_compound_columns_to_be_unique",
        kwargs={"column": keys[0]} if single else {"column_list": keys},
        severity="critical", advice=_OURS,
        zh=f"{'、'.join(keys)} 不重复", en=f"{', '.join(keys)} is unique",
    )  # fmt: skip
