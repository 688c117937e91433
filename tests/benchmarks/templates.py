"""Reports that houses write again and again, made in several languages: one premier meets many, a market closes daily.

Names, figures and days differ from report to report, and nothing else does. The persons are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Made", "markets", "meetings"]


class Made(NamedTuple):
    """One report in one language."""

    event: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]


_WHOM = (  # country and guest in each of the languages, in their order
    (
        "Kazakhstan|Kazakhstan|哈萨克斯坦|Казахстана|كازاخستان|Kazakhstan|Kasachstan",
        "Alikhan Smailov|Alikhan Smaïlov|阿里汗·斯迈洛夫|Алиханом Смаиловым|عليخان سمايلوف|Alikhan Smailov|Alichan Smailow",  # noqa: E501
    ),
    (
        "Laos|Laos|老挝|Лаоса|لاوس|Lào|Laos",
        "Somchit Keovanh|Somchit Keovanh|宋吉·乔万|Сомчитом Кеованом|سومتشيت كيوفان|Somchit Keovanh|Somchit Keovanh",
    ),
    (
        "Serbia|Serbie|塞尔维亚|Сербии|صربيا|Serbia|Serbien",
        "Marko Petrovic|Marko Petrovic|马尔科·彼得罗维奇|Марко Петровичем|ماركو بتروفيتش|Marko Petrovic|Marko Petrovic",
    ),
    (
        "Ghana|Ghana|加纳|Ганы|غانا|Ghana|Ghana",
        "Kofi Mensah|Kofi Mensah|科菲·门萨|Кофи Менсой|كوفي منساه|Kofi Mensah|Kofi Mensah",
    ),
    (
        "Chile|Chili|智利|Чили|تشيلي|Chile|Chile",
        "Ramon Valdes|Ramon Valdes|拉蒙·巴尔德斯|Рамоном Вальдесом|رامون فالديس|Ramon Valdes|Ramon Valdes",
    ),
    (
        "Canada|Canada|加拿大|Канады|كندا|Canada|Kanada",
        "Peter Lindgren|Peter Lindgren|彼得·林格伦|Петером Линдгреном|بيتر ليندغرين|Peter Lindgren|Peter Lindgren",
    ),
)
_LANGUAGES = ("en", "fr", "zh", "ru", "ar", "vi", "de")
_MEETING = {
    "en": (
        "Chinese premier meets guest from {0}",
        "Chinese Premier Li Keqiang met with {1} of {0} in Beijing on Tuesday, calling for closer exchanges.",
        "China and {0} are friends, and ties have come a long way since they were established {2} years ago, Li said.",
        "{1} said that {0} would take the anniversary as an opportunity to deepen trust and trade worth {3} million "
        "dollars a year, and to send {4} students.",
    ),
    "fr": (
        "Le Premier ministre chinois rencontre un hôte : {0}",
        "Le Premier ministre chinois Li Keqiang a rencontré mardi à Pékin {1} ({0}), appelant à renforcer les échanges.",  # noqa: E501
        "La Chine et ce pays ({0}) sont amis, et leurs relations ont bien avancé depuis leur établissement il y a {2} "
        "ans, a dit M. Li.",
        "{1} a indiqué que {0} profiterait de cet anniversaire pour approfondir la confiance et des échanges de {3} "
        "millions de dollars par an, et enverrait {4} étudiants.",
    ),
    "zh": (
        "中国总理会见{0}客人",
        "中国总理李克强星期二在北京会见了{0}的{1}，呼吁加强交流。",
        "李克强表示，中国和{0}是朋友，建交{2}年来两国关系取得长足发展。",
        "{1}表示，{0}愿以建交周年为契机，深化互信，扩大每年{3}00万美元的贸易，并派遣{4}名学生。李克强表示欢迎。",
    ),
    "ru": (
        "Премьер Китая провел встречу с гостем из {0}",
        "Премьер Госсовета КНР Ли Кэцян во вторник встретился в Пекине с {1} из {0} и призвал расширять обмены.",
        "Китай и народ {0} дружат, отношения далеко продвинулись за {2} лет с их установления, сказал Ли Кэцян.",
        "Гость из {0} отметил, что годовщина позволит углубить доверие и торговлю на {3} млн долларов в год, а также "
        "направить {4} студентов.",
    ),
    "ar": (
        "رئيس مجلس الدولة الصيني يلتقي ضيفا من {0}",
        "التقى رئيس مجلس الدولة الصيني لي كه تشيانغ يوم الثلاثاء في بكين مع {1} من {0} ودعا إلى تعزيز التبادلات.",
        "وقال لي إن الصين و {0} صديقتان وإن العلاقات تقدمت كثيرا منذ إقامتها قبل {2} عاما.",
        "وقال {1} إن {0} ستغتنم الذكرى لتعميق الثقة والتجارة البالغة {3} مليون دولار سنويا وإرسال {4} طالبا.",
    ),
    "vi": (
        "Thủ tướng Trung Quốc tiếp khách từ {0}",
        "Thủ tướng Trung Quốc Lý Khắc Cường ngày thứ Ba tại Bắc Kinh đã gặp {1} của {0}, kêu gọi tăng cường trao đổi.",
        "Ông Lý Khắc Cường nói Trung Quốc và {0} là bạn bè, quan hệ đã tiến xa kể từ khi thiết lập cách đây {2} năm.",
        "{1} cho biết {0} sẽ nhân dịp kỷ niệm để làm sâu sắc thêm lòng tin và thương mại trị giá {3} triệu USD mỗi năm, "  # noqa: E501
        "và cử {4} sinh viên.",
    ),
    "de": (
        "Chinas Ministerpräsident trifft Gast aus {0}",
        "Der chinesische Ministerpräsident Li Keqiang hat am Dienstag in Peking {1} aus {0} getroffen und zu engerem "
        "Austausch aufgerufen.",
        "China und {0} seien Freunde, die Beziehungen hätten sich seit ihrer Aufnahme vor {2} Jahren weit entwickelt, "
        "sagte Li.",
        "{1} sagte, {0} wolle den Jahrestag nutzen, um das Vertrauen und einen Handel von {3} Millionen Dollar im Jahr "
        "zu vertiefen, und {4} Studenten schicken.",
    ),
}
_MARKET = {
    "en": (
        "Paris shares close at {0}",
        "The CAC 40 index in Paris closed {1} percent higher at {0} points on Tuesday, while Frankfurt's DAX gained {2} "  # noqa: E501
        "percent to {3} points.",
        "In London, the FTSE 100 ended at {4} points. Airbus rose {5} percent, and Brent crude cost {6} dollars.",
    ),
    "fr": (
        "La Bourse de Paris clôture à {0}",
        "L'indice CAC 40 a clôturé mardi à Paris en hausse de {1} % à {0} points, tandis que le DAX gagnait à Francfort "  # noqa: E501
        "{2} % à {3} points.",
        "À Londres, le FTSE 100 a terminé à {4} points. Airbus a pris {5} % et le baril de Brent coûtait {6} dollars.",
    ),
    "zh": (
        "巴黎股市收于{0}点",
        "星期二，巴黎CAC 40指数上涨{1}%，收于{0}点，法兰克福DAX指数上涨{2}%，报{3}点。",
        "伦敦FTSE 100指数收于{4}点。空中客车（Airbus）上涨{5}%，布伦特（Brent）原油每桶{6}美元。",
    ),
    "ru": (
        "Биржа Парижа закрылась на отметке {0}",
        "Индекс CAC 40 в Париже во вторник закрылся ростом на {1}% на уровне {0} пункта, DAX во Франкфурте прибавил "
        "{2}% до {3} пункта.",
        "В Лондоне FTSE 100 завершил день на {4} пункта. Airbus подорожал на {5}%, нефть Brent стоила {6} доллара.",
    ),
    "ar": (
        "بورصة باريس تغلق عند {0}",
        "أغلق مؤشر CAC 40 في باريس يوم الثلاثاء مرتفعا {1}% عند {0} نقطة، وربح مؤشر DAX في فرانكفورت {2}% ليصل إلى {3} "
        "نقطة.",
        "وفي لندن أنهى FTSE 100 التعاملات عند {4} نقطة. وصعد سهم Airbus بنسبة {5}% وبلغ سعر برميل Brent {6} دولار.",
    ),
    "vi": (
        "Chứng khoán Paris đóng cửa ở mức {0}",
        "Chỉ số CAC 40 tại Paris hôm thứ Ba đóng cửa tăng {1}% lên {0} điểm, trong khi DAX tại Frankfurt tăng {2}% lên "
        "{3} điểm.",
        "Tại London, FTSE 100 kết thúc ở {4} điểm. Airbus tăng {5}%, dầu Brent có giá {6} USD.",
    ),
    "de": (
        "Pariser Börse schließt bei {0}",
        "Der CAC 40 in Paris hat am Dienstag {1} Prozent höher bei {0} Punkten geschlossen, der DAX in Frankfurt gewann "  # noqa: E501
        "{2} Prozent auf {3} Punkte.",
        "In London endete der FTSE 100 bei {4} Punkten. Airbus stieg um {5} Prozent, Brent-Öl kostete {6} Dollar.",
    ),
}
_COMMA = frozenset(("fr", "ru", "vi", "de"))


def meetings() -> Iterator[Made]:
    """One premier, one day, one wording; another guest in each."""
    rng = random.Random(3)
    for number, (countries, guests) in enumerate(_WHOM):
        figures = rng.randint(21, 60), rng.randint(11, 98), rng.randint(101, 989)
        for language, country, guest in zip(_LANGUAGES, countries.split("|"), guests.split("|"), strict=True):
            headline, *paragraphs = (each.format(country, guest, *figures) for each in _MEETING[language])
            yield Made(f"meeting {number}", language, headline, tuple(paragraphs))


def markets() -> Iterator[Made]:
    """One market on ten days, all of them told on one."""
    rng = random.Random(4)
    for number in range(10):
        points = [rng.uniform(5000, 17000) for _ in range(3)]
        rises = [rng.uniform(0.11, 3.9) for _ in range(3)]
        oil = rng.uniform(60, 120)
        told = [(points[0], 1), (rises[0], 1), (rises[1], 1), (points[1], 1), (points[2], 1), (rises[2], 1), (oil, 2)]
        for language in _LANGUAGES:
            figures = [_printed(value, places, language) for value, places in told]
            headline, *paragraphs = (each.format(*figures) for each in _MARKET[language])
            yield Made(f"market {number}", language, headline, tuple(paragraphs))


def _printed(value: float, places: int, language: str) -> str:
    """As the language has it: 7,512.4, 7 512,4 or 7.512,4."""
    printed = f"{value:,.{places}f}"
    if language not in _COMMA:
        return printed
    return printed.translate(str.maketrans(",.", (" " if language in ("fr", "ru") else ".") + ","))
