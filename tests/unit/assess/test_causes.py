"""The order of the causes."""

from crural.assess import assess
from crural.knowledge import load

TEXT = "My right calf hurts when I walk 200 metres and stops when I stand still."
PARTS = ["peripheral-artery-disease", "diabetes-mellitus"]


def order(*known: str) -> list[str]:
    told = [{"id": name, "status": "known"} for name in known]
    case = {"text": TEXT, "age": 68, "sex": "male", "present": told}
    return [cause.id for cause in assess(case, base=load(), draws=0).causes]


def test_a_conjunction_stands_behind_the_other_causes_until_all_its_parts_are_told() -> None:
    found = order("diabetes-mellitus")
    assert found[0] == PARTS[0]
    assert found[-1] == "diabetic-angiopathy"
    assert len(found) > 2
    found = order(*PARTS)
    assert found.index("diabetic-angiopathy") == found.index(PARTS[0]) + 1
