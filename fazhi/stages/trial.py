"""A trial: one small page through the core, kept nowhere.

The core reads its tables and dictionaries when it first looks something up: 0.8 s in all, that the first document of a
run would wait for. A process that has nothing to do yet spends them beforehand.
"""

from fazhi.core.extract import extract
from fazhi.core.extract.compliance import assess
from fazhi.core.extract.indicators import Extracted
from fazhi.core.extract.report import describe
from fazhi.core.normalize import normalize_bytes
from fazhi.core.segment import segment
from fazhi.pages.rendering import environment

_PAGE = """<html><head><title>某市2023年法治政府建设年度报告</title></head><body>
<h1>杭州市2023年法治政府建设年度报告</h1><p>发布时间:2024-03-15</p>
<p>一、推进法治政府建设的主要举措和成效</p>
<p>(一)依法化解矛盾纠纷。全年共收到行政复议申请1234件,受理1100余件,同比增长5.6%,其中调解结案308件,占28%。</p>
<p>(二)加强行政执法监督。查处案件2.3万件,罚没款3,456.7万元;开展培训12场次,参训人员由800人增至950人。</p>
<p>二、存在的不足和原因</p><p>基层执法力量不足,信息化水平有待提高。</p>
<p>三、党政主要负责人履行推进法治建设第一责任人职责的情况</p><p>市委常委会专题研究法治建设工作4次。</p>
<p>四、2024年工作安排</p><p>力争行政机关负责人出庭应诉率达到95%以上。</p></body></html>"""


def trial() -> Extracted:
    """What the page says, once everything that it takes is loaded; raises nothing."""
    page = normalize_bytes(_PAGE.encode("gb18030"), media_type="text/html")
    segmented = segment("", page.text)
    description = describe(page.text, page_title=page.page_title, page_date=page.page_date)
    found = extract("", page.text, segmented, description, page.alignment.source_span)
    assess("", segmented.sections, description, page.text)
    for template in environment().list_templates(extensions=["html"]):
        environment().get_template(template)
    return found
