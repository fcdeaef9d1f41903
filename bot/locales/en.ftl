# The bot's texts in English. The keys are those of ru.ftl: a test compares them.

# --- getting to know
start =
    Hello, { $name }! I run crawls over your sites and bring the reports.

    Write, for example: <b>run all sites</b>
    or: <b>run { $example }, SEO only, up to 100 pages</b>

    Everything I can do: /help
example-run = run all sites
help =
    <b>What you can write</b>
    • run all sites
    • run { $pair }, SEO only
    • run all except { $example }, up to 50 pages
    • dry run of all sites
    • run everything every weekday at 8:30 · schedules
    • how is it going? · pause · cancel · retry the failed ones
    • report of run 14 · what changed?
    • ?run all except { $example } — I show how I read it and start nothing

    <b>Commands</b>
    /run — start a run: /run all except { $example }
    /sites — the sites and what to call them
    /progress — how things are going
    /cancel — cancel the run
    /retry — retry the failed sites
    /report — send the archive again
    /history — the latest runs
    { $admin ->
        [yes] /status — the state of the system, /phrases — what to teach me
       *[no] {""}
    }
stranger = This bot is private. Your id: <code>{ $id }</code>. If you should be here, pass it to the administrator.
admin-only = Only administrators can look at this.
not-yours = This is another person's run: they or an administrator can cancel or retry it.
not-seen = There is no such run in this chat.
switched-off = New runs are switched off by the administrator. Those under way will end as usual.
store-down = The store is out of reach right now; nothing was started. Please try again in a minute.
trouble = Something broke on my side; it is in the log. Code: <code>{ $code }</code>
unknown = I did not understand. Write, for example: "run all sites" or "cancel". A hint: /help
courtesy = I am here! Write, for example: "run all sites" or "how is it going?". A hint: /help
unknown-not-text = I understand text only. A hint: /help

# --- start
understood-sites = { $count ->
    [one] { $count } site
   *[other] { $count } sites
}
understood-sites-without = { $count } (without { $sites })
understood-when = { $when }
understood-all = all sites ({ $count })
understood-except = without: { $sites }
understood-limit = up to { $limit ->
    [one] { $limit } page
   *[other] { $limit } pages
} per site
understood-concurrency = at most { $count } at once
understood-reports = reports: { $reports }
understood-skip-existing = without loading again what has not changed
understood-dry-run = dry run: I only count addresses
plan-unknown-site = I don't know the site "{ $site }". The list: /sites
plan-nothing-left = Nothing is left after the exceptions. The list: /sites
plan-unknown-policy = The site { $site } names the policy "{ $policy }", which the policies file does not have. An administrator has to help.
plan-needs-admin = The sites { $sites } have a special policy: only an administrator can start such a run.

# --- the board
board-title = { $icon } <b>Run #{ $run }</b> · { $percent } %
board-title-ended = { $icon } <b>Run #{ $run }</b> · { $status }
board-counts = { $bar }  { NUMBER($done) } of { NUMBER($total) }
board-counts-plain = { $bar }
board-eta = Time left: { $left }
board-eta-counting = Time left: counting…
board-archiving = Making the archive…
board-archive-waits = The archive could not be made yet, I will try again: { $why }
board-cancelling = Cancelling…
board-paused = Paused. To go on: "resume"
board-understood = <i>Understood: { $facts }</i>
board-products = { $count ->
    [one] { NUMBER($count) } product
   *[other] { NUMBER($count) } products
}
board-pages = { $count ->
    [one] { NUMBER($count) } page
   *[other] { NUMBER($count) } pages
}
board-addresses = { $count ->
    [one] { NUMBER($count) } address
   *[other] { NUMBER($count) } addresses
}
board-failed-pages = errors: { NUMBER($count) }
board-more = …and { $count ->
    [one] { $count } more site
   *[other] { $count } more sites
}
board-page = Sites { $from }–{ $to } of { $total }
board-took = in { $time }
row-queued = queued
row-discover = looking for pages… { NUMBER($found) }
row-crawl = { $percent } % · { NUMBER($done) } of { NUMBER($total) }
row-check = checking links and pictures: { NUMBER($done) } of { NUMBER($total) }
row-report = writing reports
row-waiting = waits { $time }: { $why }
row-silent = no news for { $time }, checking
row-left = ≈ { $left }
row-cancelled = cancelled
row-skipped = skipped
waiting-http_429 = the site asks for patience (429)
waiting-http_503 = the site is overloaded (503)
waiting-crawl_delay = a pause by robots.txt
waiting-busy = the site asks for a pause
waiting-trouble = a hitch, I will try again
waiting-other = a pause
failure-unreachable = the site does not answer
failure-too_busy = for over an hour the site answered with nothing but refusals (429 or 503)
failure-robots_closed = robots.txt can't be read, so the site is closed to us
failure-no_pages = not a single page could be read
failure-moved_away = the site has moved to { $where }
failure-crashes = the crawl broke its worker six times in a row
failure-other = error { $code }
status-queued = queued
status-running = running
status-cancelling = cancelling
status-completed = done
status-partial = done, but not all sites
status-failed = failed
status-cancelled = cancelled

# --- buttons
button-cancel = ✖ Cancel
button-take-back = ↩ Not what I meant
button-ignore = 🚫 Means nothing
button-retry = 🔁 Retry failed: { $count }
button-resume = ▶ Go on
button-sites = 📋 By site
button-board = ◂ Overview
button-previous = ◂
button-next = ▸
press-cancelled = Cancelling run #{ $run }.
press-too-late = Run #{ $run } has already ended.
press-retried = Retrying: { $sites }
press-nothing-to-retry = Nothing to retry: no site has failed.
press-old = This button is out of date.

# --- answers
cancel-nothing = Nothing is running in this chat.
which-run = Several runs are under way: { $runs }. Say which one, for example: { $verb } { $run }
verb-cancel = cancel
verb-pause = pause
verb-resume = resume
cancelled-sites = Taking out of run #{ $run }: { $sites }.
cancel-no-such-sites = Nothing is left to take out of run #{ $run }: { $sites }.
steer-pause = Run #{ $run } is paused. To go on: "resume".
steer-pause-nothing = Run #{ $run } can't be paused: it stands already, or has ended.
steer-resume = Run #{ $run } goes on.
steer-resume-nothing = Run #{ $run } was not paused.
retry-done = Retrying in run #{ $run }: { $sites }
retry-too-old = Run #{ $run } ended long ago, and the pages it read are no longer kept: it can't be retried. Start a new run; /report { $run } still sends the old reports.
progress-none = Nothing is running in this chat. The latest runs: /history
report-gone = The files of run #{ $run } are no longer in the store; their time there may be over. Start a new run.
report-none = There is no finished archive in this chat yet.
changes-title = <b>What changed</b> in run #{ $run }
changes-no-report = Run #{ $run } has no report of changes.
changes-row = <b>{ $site }</b> — { $counts }
changes-row-suspect = ⚠️ <b>{ $site }</b> — { $counts }. Looks like a failure rather than the shop's own change: please check
changes-row-none = <b>{ $site }</b> — no changes
changes-row-fewer = ⚠️ <b>{ $site }</b> — no changes to be seen, but fewer products than usual: please check
changes-row-first = <b>{ $site }</b> — nothing to compare with yet
changes-added = { NUMBER($count) } added
changes-removed = { NUMBER($count) } removed
changes-changed = { NUMBER($count) } changed
changes-moved = { NUMBER($count) } moved
changes-back = { NUMBER($count) } back
changes-unreachable = { NUMBER($count) } out of reach
changes-blocked = { NUMBER($count) } closed by robots.txt
changes-out_of_scope = { NUMBER($count) } left the site
changes-other = { NUMBER($count) } other
report-again = Sending the archive of run #{ $run } again.
history-title = <b>The latest runs</b>
history-none = There were no runs in this chat yet.
history-row = #{ $run } · { $when } · { $status } · { $said }
sites-title = <b>Sites</b>
sites-row = <b>{ $id }</b> — { $name }{ $aliases }
sites-tags = <b>Groups</b>: { $tags }

# --- the end of a run
caption-title = <b>Run #{ $run }</b>: { $status }
caption-sites = Sites: { $good } of { $all }
caption-failed = Failed: { $sites }
caption-counts = { $pages }, { $products }
caption-changes = Changes since the last time: { NUMBER($count) }
caption-no-base = Nothing to compare with yet: no run like this one was complete before.
caption-part = Part { $part } of { $parts }
caption-link = The archive is larger than Telegram takes. It is here: { $where }
caption-files = Together the files are larger than Telegram takes. They are here:
caption-file = { $name }: { $where }
caption-place = { $path } (on the machine of the bot)
summary-no-archive = <b>Run #{ $run }</b> has ended without an archive, which could not be made: { $why }
    The reports that were written are still there: /report { $run } SEO, say, sends them. Run the sites again, or ask an admin to look at the log.
summary-nothing = <b>Run #{ $run }</b>: { $status }. Not a single report came out.
summary-dry-run = <b>Dry run #{ $run }</b>: { $status }
summary-dry-row = { $site }: { $addresses }
delivery-file = reports

# --- the state of the system
status-title = <b>State</b>
status-version = Progon { $version } · Python { $python }
status-runs = Runs: { $running } under way, { $sites } sites being worked on, { $queued } queued
status-oldest = Longest wait in the queue: { $time }
status-worker = Worker { $name }: up for { $up }, last heard from { $silent } ago
status-no-workers = ⚠️ No worker is alive: runs stand still.
status-postgres = PostgreSQL { $version }, database { $size }
status-ledgers = Ledgers: { $kept }, { $days ->
    [0] all are kept
   *[other] kept for { $days } d
}{ $waiting ->
    [0] {""}
   *[other] , to be deleted: { $waiting }
}
status-redis = Redis: { $version }
status-redis-down = ⚠️ Redis is out of reach: { $why }
status-objects = Archives: { $where }
status-objects-down = ⚠️ The archive store is out of reach: { $why }
status-disk = Disk: { $free } free of { $total }
status-deliveries = Messages not sent yet: { $count }, the oldest for { $time }

# --- time
time-less-than-minute = less than a minute
time-seconds = { $seconds } s
time-minutes = { $minutes } min
time-hours = { $hours } h { $minutes } min
time-range-minutes = { $low }–{ $high } min

# --- the menu of commands
menu-run = start a run
menu-sites = the sites
menu-progress = how things are going
menu-cancel = cancel the run
menu-retry = retry the failed sites
menu-report = send the archive
menu-history = the latest runs
menu-phrases = what to teach me
menu-schedules = schedules
menu-status = the state of the system
menu-help = what I can do

# --- questions back and confirmations
confirm = I understood: { $what }. Shall I?
confirm-layout = Wrong keyboard layout? "{ $text }". I understood: { $what }. Shall I?
explain = I would understand: { $what }. Nothing is started.
declined = All right, I won't.
button-yes = ✔ Yes
button-no = ✖ No
ask-nothing_named = Which sites? Name them or write "all". The list: /sites
ask-unknown_site = I don't know the site "{ $words }". { $suggest ->
    [yes] Perhaps one of these?
   *[no] The list: /sites
}
ask-ambiguous_site = "{ $words }" — which site is that?
ask-vague_time = At what time exactly? For example: at 19:30
ask-bad_time = I did not understand the time "{ $words }". For example: tomorrow at 9:00
ask-bad_number = I did not understand the number: "{ $words }". It should be whole, from 1.
ask-ambiguous_run = Which run? Write its number. The latest: /history
ask-is_it_an_order = Is that a command? If so, I would: { $what }.
ask-partly_understood = I did not understand "{ $words }". The rest I understood as: { $what }. Shall I?
ask-correction = Please say again which sites: { $what }?
ask-unsupported = I can't do that: "{ $words }".
ask-no_context = I don't remember what this is about. Write it in full, for example: run all sites
did-you-mean = I did not understand. Perhaps this?
say-run = run: { $facts }
say-cancel = cancel { $run }
say-cancel-sites = take off the run: { $sites }
say-retry = { $only ->
    [all] retry the whole of { $run }
   *[failed] retry the failed ones of { $run }
}
say-pause = pause { $run }
say-resume = go on with { $run }
say-progress = show how things are going
say-status = show the state of the system
say-report = send the reports of { $run }
say-changes = show the changes of { $run }
say-sites = show the sites
say-history = show the latest runs
say-schedules = show the schedules
say-unschedule = drop the schedule
say-unschedule-number = drop schedule { $number }
say-help = show the help
say-this-run = the current run
say-run-number = run #{ $run }
say-all-runs = all runs
understood-tags = groups: { $tags }
understood-names = sites: { $sites }

# --- schedules
when-now = now
when-at = { $day } at { $time }
when-again = { $days } at { $time }
when-cron = by the schedule <code>{ $cron }</code>
days-every = every day
days-work = on weekdays
days-weekend = at weekends
days-of-month = on day { $day } of every month
weekday-0 = on Sundays
weekday-1 = on Mondays
weekday-2 = on Tuesdays
weekday-3 = on Wednesdays
weekday-4 = on Thursdays
weekday-5 = on Fridays
weekday-6 = on Saturdays
schedule-added = Noted: { $when }. For the first time { $first }. All schedules: /schedules
schedule-once = Noted: { $first }. All schedules: /schedules
schedule-past = That time has passed. Say another one, for example: tomorrow at 9:00
schedule-never = There is no such time: <code>{ $cron }</code>
schedule-missed = The scheduled run "{ $said }" did not start: { $why }
missed-switched-off = new runs are switched off by the administrator
missed-forbidden = whoever made it has no access any more; the schedule is dropped
missed-unknown-site = one of its sites is not on the list any more
missed-nothing-left = no site is left
missed-unknown-policy = a site has an unknown policy
missed-other = it did not work out
schedules-title = <b>Schedules</b>
schedules-none = There are no schedules in this chat. To make one: "run everything every weekday at 8:30"
schedules-row = { $number }. { $when } — { $said }
schedules-which = Which one? Write, for example: drop schedule { $number }
schedules-ended = Schedule { $number } is dropped.
schedules-no-such = There is no schedule { $number } in this chat.

# --- learning
phrases-title = <b>What I did not understand</b>. Choose a phrase and say what it means.
phrases-none = There are no phrases waiting.
teach-what = "{ $phrase }" (heard: { $heard }). What does it mean?
teach-which-site = "{ $phrase }" (heard: { $heard }). Which site is it?
teach-done = Learned: "{ $phrase }" — { $what }.
teach-ignored = All right: "{ $phrase }" means nothing.
teach-clash = That can't be: "{ $phrase }" would change the meaning of "{ $older }". Now: { $means }. It would become: { $would }.
teach-no-command = nothing
