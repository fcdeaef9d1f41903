# Тексты бота по-русски. Ключи те же, что в en.ftl: за этим следит тест.

# --- знакомство и помощь
start =
    Привет, { $name }! Я запускаю прогоны по площадкам и приношу отчёты.

    Напишите, например: <b>прогони все площадки</b>
    или: <b>прогони { $example }, только SEO, до 100 страниц</b>

    Всё, что я умею: /help
example-run = прогони все площадки
help =
    <b>Что можно написать</b>
    • прогони все площадки
    • прогони { $pair }, только SEO
    • прогони все, кроме { $example }, до 50 страниц
    • пробный прогон всех площадок
    • прогоняй все по будням в 8:30 · расписания
    • что с прогоном? · пауза · отмени · перезапусти упавшие
    • отчёт по прогону 14 · что изменилось?
    • ?прогони все, кроме { $example } — покажу, как понял, и ничего не начну

    <b>Команды</b>
    /run — начать прогон: /run все кроме { $example }
    /sites — площадки и как их называть
    /progress — как идут дела
    /cancel — отменить прогон
    /retry — повторить упавшие площадки
    /report — прислать архив ещё раз
    /history — последние прогоны
    { $admin ->
        [yes] /status — состояние системы, /phrases — чему меня научить
       *[no] {""}
    }
stranger = Этот бот закрытый. Ваш id: <code>{ $id }</code>. Если вам сюда нужно, передайте его администратору.
admin-only = Это могут смотреть только администраторы.
not-yours = Это прогон другого человека: отменить или повторить его может он сам или администратор.
not-seen = Такого прогона в этом чате нет.
switched-off = Новые прогоны сейчас выключены администратором. Идущие закончатся как обычно.
store-down = Хранилище сейчас недоступно, я ничего не начал. Попробуйте ещё раз через минуту.
trouble = Что-то сломалось у меня самого, я записал это в журнал. Код: <code>{ $code }</code>
unknown = Не понял. Напишите, например: «прогони все площадки» или «отмени». Подсказка: /help
courtesy = На связи! Напишите, например: «прогони все площадки» или «что с прогоном?». Подсказка: /help
unknown-not-text = Я понимаю только текст. Подсказка: /help

# --- запуск
understood-sites = { $count ->
    [one] { $count } площадка
    [few] { $count } площадки
   *[many] { $count } площадок
}
understood-sites-without = { $count } (без: { $sites })
understood-when = { $when }
understood-all = все площадки ({ $count })
understood-except = без: { $sites }
understood-limit = до { $limit ->
    [one] { $limit } страницы
   *[other] { $limit } страниц
} на площадку
understood-concurrency = не больше { $count } одновременно
understood-reports = отчёты: { $reports }
understood-skip-existing = без повторной загрузки неизменившихся
understood-dry-run = пробный: только посчитаю адреса
plan-unknown-site = Не знаю площадку «{ $site }». Список: /sites
plan-nothing-left = После исключений не осталось ни одной площадки. Список: /sites
plan-unknown-policy = У площадки { $site } указана политика «{ $policy }», которой нет в файле политик. Нужна помощь администратора.
plan-needs-admin = Площадки { $sites } идут по особой политике: такой прогон начинает только администратор.

# --- табло
board-title = { $icon } <b>Прогон №{ $run }</b> · { $percent } %
board-title-ended = { $icon } <b>Прогон №{ $run }</b> · { $status }
board-counts = { $bar }  { NUMBER($done) } из { NUMBER($total) }
board-counts-plain = { $bar }
board-eta = Осталось { $left }
board-eta-counting = Сколько осталось — считаю…
board-archiving = Собираю архив…
board-archive-waits = Архив пока не собрался, попробую ещё раз: { $why }
board-cancelling = Отменяю…
board-paused = Приостановлен. Вернуть: «продолжи»
board-understood = <i>Понял: { $facts }</i>
board-products = { $count ->
    [one] { NUMBER($count) } товар
    [few] { NUMBER($count) } товара
   *[many] { NUMBER($count) } товаров
}
board-pages = { $count ->
    [one] { NUMBER($count) } страница
    [few] { NUMBER($count) } страницы
   *[many] { NUMBER($count) } страниц
}
board-addresses = { $count ->
    [one] { NUMBER($count) } адрес
    [few] { NUMBER($count) } адреса
   *[many] { NUMBER($count) } адресов
}
board-failed-pages = ошибок: { NUMBER($count) }
board-more = …и ещё { $count ->
    [one] { $count } площадка
    [few] { $count } площадки
   *[many] { $count } площадок
}
board-page = Площадки { $from }–{ $to } из { $total }
board-took = за { $time }
row-queued = в очереди
row-discover = ищу страницы… { NUMBER($found) }
row-crawl = { $percent } % · { NUMBER($done) } из { NUMBER($total) }
row-check = проверяю ссылки и картинки: { NUMBER($done) } из { NUMBER($total) }
row-report = пишу отчёты
row-waiting = ждёт { $time }: { $why }
row-silent = нет вестей { $time }, проверяю
row-left = ≈ { $left }
row-cancelled = отменено
row-skipped = пропущена
waiting-http_429 = сайт просит не спешить (429)
waiting-http_503 = сайт перегружен (503)
waiting-crawl_delay = пауза по robots.txt
waiting-busy = сайт просит паузу
waiting-trouble = заминка, попробую снова
waiting-other = пауза
failure-unreachable = сайт не отвечает
failure-too_busy = сайт больше часа отвечал только отказами (429 или 503)
failure-robots_closed = robots.txt не читается, поэтому сайт закрыт для нас
failure-no_pages = ни одной страницы прочитать не удалось
failure-moved_away = сайт переехал на { $where }
failure-crashes = обход шесть раз подряд ломал обработчик
failure-other = ошибка { $code }
status-queued = в очереди
status-running = идёт
status-cancelling = отменяется
status-completed = готов
status-partial = готов, но не все площадки
status-failed = не получился
status-cancelled = отменён

# --- кнопки
button-cancel = ✖ Отменить
button-take-back = ↩ Не то, забудь
button-ignore = 🚫 Ничего не значит
button-retry = 🔁 Повторить упавшие: { $count }
button-resume = ▶ Продолжить
button-sites = 📋 По площадкам
button-board = ◂ К общему виду
button-previous = ◂
button-next = ▸
press-cancelled = Отменяю прогон №{ $run }.
press-too-late = Прогон №{ $run } уже закончился.
press-retried = Повторяю: { $sites }
press-nothing-to-retry = Повторять нечего: упавших площадок нет.
press-old = Эта кнопка устарела.

# --- ответы
cancel-nothing = Сейчас в этом чате ничего не идёт.
which-run = Идёт несколько прогонов: { $runs }. Напишите, какой именно, например: { $verb } { $run }
verb-cancel = отмени
verb-pause = приостанови
verb-resume = продолжи
cancelled-sites = Снимаю с прогона №{ $run }: { $sites }.
cancel-no-such-sites = В прогоне №{ $run } уже нечего снимать: { $sites }.
steer-pause = Прогон №{ $run } приостановлен. Вернуть: «продолжи».
steer-pause-nothing = Прогон №{ $run } нельзя приостановить: он уже стоит или закончился.
steer-resume = Прогон №{ $run } идёт дальше.
steer-resume-nothing = Прогон №{ $run } и не стоял.
retry-done = Повторяю в прогоне №{ $run }: { $sites }
retry-too-old = Прогон №{ $run } закончился давно, и прочитанные страницы уже не хранятся: повторить нельзя. Запустите новый прогон, а прежние отчёты пришлёт /report { $run }
progress-none = Сейчас в этом чате ничего не идёт. Последние прогоны: /history
report-gone = Файлов прогона №{ $run } в хранилище больше нет: видимо, истёк срок их хранения. Запустите новый прогон.
report-none = В этом чате ещё нет ни одного готового архива.
changes-title = <b>Что изменилось</b> в прогоне №{ $run }
changes-no-report = В прогоне №{ $run } нет отчёта об изменениях.
changes-row = <b>{ $site }</b> — { $counts }
changes-row-suspect = ⚠️ <b>{ $site }</b> — { $counts }. Похоже на сбой, а не на правку магазина: проверьте
changes-row-none = <b>{ $site }</b> — без изменений
changes-row-fewer = ⚠️ <b>{ $site }</b> — изменений не видно, но товаров меньше обычного: проверьте
changes-row-first = <b>{ $site }</b> — сравнивать пока не с чем
changes-added = появилось { NUMBER($count) }
changes-removed = исчезло { NUMBER($count) }
changes-changed = изменилось { NUMBER($count) }
changes-moved = переехало { NUMBER($count) }
changes-back = вернулось { NUMBER($count) }
changes-unreachable = не удалось посмотреть { NUMBER($count) }
changes-blocked = закрыто в robots.txt { NUMBER($count) }
changes-out_of_scope = ушло с сайта { NUMBER($count) }
changes-other = прочего { NUMBER($count) }
report-again = Отправляю архив прогона №{ $run } ещё раз.
history-title = <b>Последние прогоны</b>
history-none = Прогонов в этом чате ещё не было.
history-row = №{ $run } · { $when } · { $status } · { $said }
sites-title = <b>Площадки</b>
sites-row = <b>{ $id }</b> — { $name }{ $aliases }
sites-tags = <b>Группы</b>: { $tags }

# --- конец прогона
caption-title = <b>Прогон №{ $run }</b>: { $status }
caption-sites = Площадки: { $good } из { $all }
caption-failed = Не получились: { $sites }
caption-counts = { $pages }, { $products }
caption-changes = Изменений с прошлого раза: { NUMBER($count) }
caption-no-base = Сравнивать пока не с чем: таких же полных прогонов раньше не было.
caption-part = Часть { $part } из { $parts }
caption-link = Архив больше, чем принимает Telegram. Он здесь: { $where }
caption-files = Вместе файлы больше, чем принимает Telegram. Они здесь:
caption-file = { $name }: { $where }
caption-place = { $path } (на машине бота)
summary-no-archive = <b>Прогон №{ $run }</b> завершён без архива: собрать его не удалось ({ $why }).
    Готовые отчёты целы: их пришлёт, например, /report { $run } SEO. Запустите площадки ещё раз или попросите администратора посмотреть журнал.
summary-nothing = <b>Прогон №{ $run }</b>: { $status }. Ни одного отчёта не получилось.
summary-dry-run = <b>Пробный прогон №{ $run }</b>: { $status }
summary-dry-row = { $site }: { $addresses }
delivery-file = отчёты

# --- состояние системы
status-title = <b>Состояние</b>
status-version = Progon { $version } · Python { $python }
status-runs = Прогоны: идёт { $running }, площадок в работе { $sites }, в очереди { $queued }
status-oldest = Дольше всех ждёт очереди: { $time }
status-worker = Обработчик { $name }: работает { $up }, был на связи { $silent } назад
status-no-workers = ⚠️ Ни один обработчик не на связи: прогоны стоят.
status-postgres = PostgreSQL { $version }, база { $size }
status-ledgers = Ведомости: { $kept }, { $days ->
    [0] хранятся все
   *[other] хранятся { $days } дн.
}{ $waiting ->
    [0] {""}
   *[other] , ждут удаления: { $waiting }
}
status-redis = Redis: { $version }
status-redis-down = ⚠️ Redis недоступен: { $why }
status-objects = Архивы: { $where }
status-objects-down = ⚠️ Хранилище архивов недоступно: { $why }
status-disk = Диск: свободно { $free } из { $total }
status-deliveries = Неотправленных сообщений: { $count }, старшему { $time }

# --- время
time-less-than-minute = меньше минуты
time-seconds = { $seconds } с
time-minutes = { $minutes } мин
time-hours = { $hours } ч { $minutes } мин
time-range-minutes = { $low }–{ $high } мин

# --- меню команд
menu-run = начать прогон
menu-sites = площадки
menu-progress = как идут дела
menu-cancel = отменить прогон
menu-retry = повторить упавшие
menu-report = прислать архив
menu-history = последние прогоны
menu-phrases = чему меня научить
menu-schedules = расписания
menu-status = состояние системы
menu-help = что я умею

# --- переспросы и подтверждения
confirm = Понял так: { $what }. Делаем?
confirm-layout = Похоже, раскладка не та: «{ $text }». Понял так: { $what }. Делаем?
explain = Понял бы так: { $what }. Ничего не начинаю.
declined = Хорошо, не буду.
button-yes = ✔ Да
button-no = ✖ Нет
ask-nothing_named = Какие площадки прогнать? Назовите их или напишите «все». Список: /sites
ask-unknown_site = Не знаю площадку «{ $words }». { $suggest ->
    [yes] Может быть, одна из этих?
   *[no] Список: /sites
}
ask-ambiguous_site = «{ $words }» — это какая площадка?
ask-vague_time = Во сколько именно? Например: в 19:30
ask-bad_time = Не понял время «{ $words }». Например: завтра в 9:00
ask-bad_number = Не понял число: «{ $words }». Нужно целое, от 1.
ask-ambiguous_run = Какой прогон? Напишите номер. Последние: /history
ask-is_it_an_order = Это команда? Если да, я бы сделал так: { $what }.
ask-partly_understood = Не всё понял: «{ $words }». Остальное понял так: { $what }. Делаем?
ask-correction = Уточните, пожалуйста, какие площадки: { $what }?
ask-unsupported = Так я не умею: «{ $words }».
ask-no_context = Не помню, о чём шла речь. Напишите целиком, например: прогони все площадки
did-you-mean = Не понял. Может быть, это?
say-run = прогон: { $facts }
say-cancel = отменить { $run }
say-cancel-sites = снять с прогона: { $sites }
say-retry = { $only ->
    [all] повторить целиком { $run }
   *[failed] повторить упавшие, { $run }
}
say-pause = приостановить { $run }
say-resume = продолжить { $run }
say-progress = показать, как идут дела
say-status = показать состояние системы
say-report = прислать отчёты, { $run }
say-changes = показать изменения, { $run }
say-sites = показать список площадок
say-history = показать последние прогоны
say-schedules = показать расписания
say-unschedule = убрать расписание
say-unschedule-number = убрать расписание { $number }
say-help = показать подсказку
say-this-run = текущий прогон
say-run-number = прогон №{ $run }
say-all-runs = все прогоны
understood-tags = группы: { $tags }
understood-names = площадки: { $sites }

# --- расписания
when-now = сейчас
when-at = { $day } в { $time }
when-again = { $days } в { $time }
when-cron = по расписанию <code>{ $cron }</code>
days-every = каждый день
days-work = по будням
days-weekend = по выходным
days-of-month = каждое { $day }-е число
weekday-0 = по воскресеньям
weekday-1 = по понедельникам
weekday-2 = по вторникам
weekday-3 = по средам
weekday-4 = по четвергам
weekday-5 = по пятницам
weekday-6 = по субботам
schedule-added = Записал: { $when }. Первый раз { $first }. Все расписания: /schedules
schedule-once = Записал: { $first }. Все расписания: /schedules
schedule-past = Это время уже прошло. Напишите другое, например: завтра в 9:00
schedule-never = Такого времени не бывает: <code>{ $cron }</code>
schedule-missed = Прогон по расписанию «{ $said }» не начался: { $why }
missed-switched-off = новые прогоны выключены администратором
missed-forbidden = у того, кто его завёл, больше нет доступа; расписание снято
missed-unknown-site = в списке площадок больше нет одной из названных
missed-nothing-left = не осталось ни одной площадки
missed-unknown-policy = у площадки неизвестная политика
missed-other = не сложилось
schedules-title = <b>Расписания</b>
schedules-none = Расписаний в этом чате нет. Завести: «прогоняй все по будням в 8:30»
schedules-row = { $number }. { $when } — { $said }
schedules-which = Какое убрать? Напишите, например: убери расписание { $number }
schedules-ended = Расписание { $number } снято.
schedules-no-such = Расписания { $number } в этом чате нет.

# --- обучение
phrases-title = <b>Чего я не понял</b>. Выберите фразу и скажите, что она значит.
phrases-none = Непонятых фраз нет.
teach-what = «{ $phrase }» (слышал раз: { $heard }). Что это значит?
teach-which-site = «{ $phrase }» (слышал раз: { $heard }). Какая это площадка?
teach-done = Запомнил: «{ $phrase }» — { $what }.
teach-ignored = Хорошо: «{ $phrase }» ничего не значит.
teach-clash = Так нельзя: «{ $phrase }» изменила бы смысл «{ $older }». Сейчас: { $means }. Стало бы: { $would }.
teach-no-command = ничего
