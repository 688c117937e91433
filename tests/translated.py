"""Hard cases 7 and 8 in several languages: a market item, and a call of two premiers with an excerpt of it in French.

Persons, places and figures are invented; none of these texts was looked at when the rules were made.
"""

from __future__ import annotations

CALL = {
    "en": """\
Chinese Premier Li Weiguo held a video meeting with Kazakh Prime Minister Askar Nurlanov on Tuesday.

Trade between China and Kazakhstan reached 25.3 billion U.S. dollars in the first ten months, Li said.

He called for smooth shipments at Khorgos, where 3,548 freight trains passed this year, and at Dostyk.

Nurlanov said that Kazakhstan would deliver 5.2 billion cubic meters of gas from Mangystau this winter.

Officials from Almaty and Astana attended the meeting.""",
    "zh": """\
中国总理李卫国星期二与哈萨克斯坦总理阿斯卡尔·努尔兰诺夫举行视频会晤。

李卫国说，今年前十个月中国和哈萨克斯坦贸易额达到253亿美元。

他呼吁保持霍尔果斯口岸畅通，今年已有3548列货运列车通过该口岸，多斯特克口岸也应畅通。

努尔兰诺夫表示，哈萨克斯坦今冬将从曼吉斯套供应52亿立方米天然气。

来自阿拉木图和阿斯塔纳的官员参加了会晤。""",
    "ru": """\
Премьер-министр Китая Ли Вэйго провел во вторник видеовстречу с премьер-министром Казахстана Аскаром Нурлановым.

Товарооборот Китая и Казахстана за десять месяцев достиг 25,3 млрд долларов США, сказал Ли.

Он призвал обеспечить перевозки через Хоргос, где в этом году прошло 3 548 грузовых поездов, и через Достык.

Нурланов заявил, что зимой Казахстан поставит 5,2 млрд кубометров газа из Мангистау.

Во встрече участвовали чиновники из Алматы и Астаны.""",
    "vi": """\
Thủ tướng Trung Quốc Li Weiguo hôm thứ Ba đã hội đàm trực tuyến với Thủ tướng Kazakhstan Askar Nurlanov.

Kim ngạch thương mại giữa Trung Quốc và Kazakhstan đạt 25,3 tỷ USD trong mười tháng đầu năm, ông Li cho biết.

Ông kêu gọi thông quan thuận lợi tại Khorgos, nơi 3.548 đoàn tàu hàng đã đi qua trong năm nay, và tại Dostyk.

Ông Nurlanov nói Kazakhstan sẽ giao 5,2 tỷ mét khối khí đốt từ Mangystau trong mùa đông này.

Các quan chức từ Almaty và Astana đã dự cuộc họp.""",
    "ar": """\
عقد رئيس مجلس الدولة الصيني لي وي قوه يوم الثلاثاء اجتماعا عبر الفيديو مع رئيس وزراء كازاخستان عسكر نورلانوف.

وقال لي إن التجارة بين الصين وكازاخستان بلغت 25.3 مليار دولار أمريكي في الأشهر العشرة الأولى.

ودعا إلى سلاسة الشحن في خورغوس حيث مر 3548 قطار شحن هذا العام وفي دوستيك.

وقال نورلانوف إن كازاخستان ستورد 5.2 مليار متر مكعب من الغاز من مانغيستاو هذا الشتاء.

وحضر الاجتماع مسؤولون من ألماتي وأستانا.""",
    "ja": """\
中国の李衛国首相は火曜日、カザフスタンのアスカル・ヌルラノフ首相とビデオ会談を行った。

李首相は、中国とカザフスタンの貿易額が10カ月で253億ドルに達したと述べた。

今年3548本の貨物列車が通過したホルゴスと、ドストゥイクでの円滑な輸送を求めた。

ヌルラノフ首相は、カザフスタンがこの冬マンギスタウから52億立方メートルのガスを供給すると述べた。

会談にはアルマトイとアスタナの当局者が出席した。""",
    "fr": """\
Le Premier ministre chinois Li Weiguo s'est entretenu mardi par vidéo avec son homologue kazakh Askar Nurlanov.

Les échanges entre la Chine et le Kazakhstan ont atteint 25,3 milliards de dollars en dix mois, a dit M. Li.

M. Nurlanov a déclaré que le Kazakhstan livrerait cet hiver 5,2 milliards de mètres cubes de gaz de Mangystau.""",
}
MARKET = {
    "en": "Tokyo: Nikkei ends 1.37% lower at 31,254.8, Toyota down 2.4%",
    "zh": "东京：日经（Nikkei）指数收跌1.37%，报31254.8点，丰田（Toyota）跌2.4%",
    "ar": "طوكيو: مؤشر نيكي (Nikkei) يغلق منخفضا 1.37% عند 31254.8 وسهم تويوتا (Toyota) يهبط 2.4%",
    "ru": "Токио: Nikkei закрылся снижением на 1,37% на отметке 31 254,8, Toyota упала на 2,4%",
    "ja": "東京市場、日経平均（Nikkei）は1.37%安の31254.8、トヨタ（Toyota）は2.4%安",
    "vi": "Tokyo: Nikkei giảm 1,37% còn 31.254,8 điểm, Toyota mất 2,4%",
}
