"""One name for an issuer however its report writes it: 洪泽区人民政府, 淮安市洪泽区政府 and 区政府 are the same organ."""

_LEVELS = "省市县区州盟旗镇乡"
_GOVERNMENT = "人民政府"
# Words after which only the level's last sign is left of a region's name.
_SHORTEST = 2


def issuer_key(issuer: str | None, region_code: str | None, region_name: str | None) -> str | None:
    """The region's code and the organ's name without its regions; None where the organ or its region is not known.

    `issuer`, `region_code` and `region_name` as in the table `reports`.
    """
    if not issuer or not region_code:
        return None
    organ = "".join(issuer.split())
    town = region_name if region_name and region_name[-1] in "镇乡道木" else ""
    for name in _names(region_name):
        before, found, behind = organ.rpartition(name)
        if found:
            organ = behind
            break
    if len(organ) > _SHORTEST and organ[0] in _LEVELS:
        organ = organ[1:]
    return f"{region_code}|{town}|{organ.removeprefix('我').replace(_GOVERNMENT, '政府')}"


def _names(region_name: str | None) -> list[str]:
    """The ways in which a region's name begins an organ's, the longest first."""
    if not region_name:
        return []
    bare = region_name.rstrip(_LEVELS)
    short = region_name[:2]
    return [name for name in dict.fromkeys((region_name, bare, short)) if len(name) >= _SHORTEST]
