"""The pages: their table of contents."""

from __future__ import annotations

from flask import Blueprint

from . import enrolment, safety, scope, told
from .views import (
    account,
    api_docs,
    assets,
    audit,
    bank,
    board,
    call_backs,
    calls,
    carriers,
    comparison,
    contracts,
    credits,
    data,
    drafts,
    dunning,
    duties,
    entrance,
    findings,
    flow_editor,
    flows,
    going_live,
    guides,
    invoices,
    ledger,
    me,
    money,
    months,
    node_moves,
    numbers,
    onboarding,
    onboarding_steps,
    outages,
    outside,
    overview,
    passwords,
    people,
    prompts,
    queue_desk,
    quote,
    recordings,
    reports,
    requests,
    retention,
    seat_desk,
    seats,
    second_step,
    skills,
    standing_in,
    switch,
    tenants,
    working_hours,
)

pages = Blueprint("ui", __name__, template_folder="templates")
pages.url_value_preprocessor(scope.begin)
pages.before_request(enrolment.first)
pages.after_app_request(safety.close_the_page)
pages.after_request(told.tell)
_page = pages.add_url_rule
_ABOUT_PEOPLE = '<any("lock", "unlock", "end-sessions", "send-link", "password", "detach"):act>'

# Everyone
_page("/", view_func=entrance.home)
_page("/login", view_func=entrance.login, methods=["GET", "POST"])
_page("/login/code", view_func=entrance.login_code, methods=["GET", "POST"])
_page("/login/oidc", view_func=outside.go_outside)
_page("/login/oidc/back", view_func=outside.come_back)
_page("/<any(invite, reset):purpose>/<token>", view_func=passwords.by_link, methods=["GET", "POST"])
_page("/reports/leave/<token>", view_func=reports.leave_report, methods=["GET", "POST"])
_page("/forgot", view_func=passwords.forgot, methods=["GET", "POST"])
_page("/logout", view_func=entrance.log_out, methods=["POST"])
_page("/language", view_func=entrance.language, methods=["POST"])
_page("/account", view_func=account.account)
_page("/account/password", view_func=account.change_password, methods=["POST"])
_page("/account/sessions/<int:session_id>/end", view_func=account.end_session, methods=["POST"])
_page("/account/sessions/end-others", view_func=account.end_other_sessions, methods=["POST"])
_page("/account/acting/end", view_func=standing_in.end_standing_in, methods=["POST"])
_page("/account/second-factor", view_func=second_step.second_factor)
_page(
    "/account/second-factor/<any(begin, confirm, codes, remove):act>",
    view_func=second_step.change_second_factor,
    methods=["POST"],
)
_page("/help", view_func=guides.help_first)
_page("/help/<guide>", view_func=guides.guide)
_page("/api/v1/docs", view_func=api_docs.api_docs)
_page("/healthz", view_func=assets.healthz)
_page("/readyz", view_func=assets.readyz)
_page("/assets/<path:name>", view_func=assets.asset)

# A seat's own
_page("/me", view_func=me.me)
_page("/me/state", view_func=me.say_state, methods=["POST"])

# Staff
_page("/overview", view_func=overview.overview)
_page("/people", view_func=people.people)
_page("/people", view_func=people.invite_person, methods=["POST"])
_page(f"/people/<int:user_id>/{_ABOUT_PEOPLE}", view_func=people.change_person, methods=["POST"])
_page("/nodes", view_func=switch.nodes)
_page("/nodes/<node>/card", view_func=switch.node_card)
_page("/nodes/<node>/drift", view_func=switch.look_for_drift, methods=["POST"])
_page(
    '/nodes/<node>/<any("drain", "ready", "capacity", "move", "empty", "fail-over"):act>',
    view_func=node_moves.change_node,
    methods=["POST"],
)
_page("/numbers", view_func=numbers.numbers)
_page("/numbers", view_func=numbers.add_number, methods=["POST"])
_page("/numbers/import", view_func=numbers.import_numbers, methods=["POST"])
_page("/numbers/<e164>", view_func=numbers.number)
_page(
    '/numbers/<e164>/<any("assign", "reserve", "quarantine", "release", "give-back", "remove"):act>',
    view_func=numbers.change_number,
    methods=["POST"],
)
_page("/carriers", view_func=carriers.carriers)
_page("/carriers", view_func=carriers.new_carrier, methods=["POST"])
_page("/carriers/<trunk>", view_func=carriers.carrier)
_page(
    '/carriers/<trunk>/<any("change", "route", "unroute", "disable", "enable"):act>',
    view_func=carriers.change_carrier,
    methods=["POST"],
)
_page("/outages", view_func=outages.outages)
_page("/outages/<int:outage_id>", view_func=outages.outage)
_page("/outages/<int:outage_id>/classify", view_func=outages.classify_outage, methods=["POST"])
_page("/outages/plans", view_func=outages.outage_plans)
_page("/outages/plans", view_func=outages.plan_outage, methods=["POST"])
_page("/outages/plans/<int:plan_id>/withdraw", view_func=outages.withdraw_plan, methods=["POST"])
_page("/findings", view_func=findings.findings)
_page("/findings/<int:finding_id>", view_func=findings.finding)
_page("/findings/<int:finding_id>/owner", view_func=findings.own_finding, methods=["POST"])
_page("/findings/<int:finding_id>/note", view_func=findings.note_finding, methods=["POST"])
_page("/findings/<int:finding_id>/clear", view_func=findings.clear_finding, methods=["POST"])
_page("/audit", view_func=audit.trail)
_page("/audit.<any(csv, jsonl):written>", view_func=audit.trail_file)
_page("/tenants", view_func=tenants.tenants)
_page("/calls", view_func=calls.calls)
_page("/invoices", view_func=invoices.invoices)
_page("/credit-notes", view_func=credits.credit_notes)
_page("/months", view_func=months.months)
_page("/months/<period>/journal.<any(csv, json, xlsx):form>", view_func=months.month_journal)
_page("/drafts", view_func=drafts.drafts)
_page("/drafts/<int:draft_id>", view_func=drafts.draft)
_page(
    "/drafts/<int:draft_id>/<any(hold, release, approve):action>",
    view_func=drafts.review_draft,
    methods=["POST"],
)
_page("/duties", view_func=duties.duties)
_page("/requests", view_func=requests.requests)
_page("/requests/<int:request_id>/done", view_func=requests.request_done, methods=["POST"])
_page("/requests/<int:request_id>/refuse", view_func=requests.refuse_request, methods=["POST"])
_page("/owed", view_func=ledger.owed)
_page("/dunning", view_func=dunning.dunning)
_page("/bank", view_func=bank.bank)
_page("/bank", view_func=bank.import_statement, methods=["POST"])
_page("/bank/<int:line_id>", view_func=bank.bank_line)
_page("/bank/<int:line_id>/confirm", view_func=bank.confirm_line, methods=["POST"])
_page("/bank/<int:line_id>/<any(unmatch, park, release):act>", view_func=bank.change_line, methods=["POST"])
_page("/quote", view_func=quote.quote, methods=["GET", "POST"])
_page("/quote/result", view_func=quote.quote_result, methods=["POST"])
_page("/quote/<any(pdf, yaml):form>", view_func=quote.quote_file, methods=["POST"])
_page("/comparison", view_func=comparison.comparison, methods=["GET", "POST"])
_page("/comparison/result", view_func=comparison.comparison_result, methods=["POST"])
_page("/comparison/<any(pdf, csv, yaml):form>", view_func=comparison.comparison_file, methods=["POST"])

_page("/onboarding", view_func=onboarding.onboarding)
_page("/onboarding", view_func=onboarding.begin_onboarding, methods=["POST"])
_page("/onboarding/file", view_func=onboarding.upload_onboarding, methods=["POST"])
_page("/onboarding/<int:onboarding_id>/file.yaml", view_func=onboarding.onboarding_file)
_page(
    "/onboarding/<int:onboarding_id>/<any(discard, restore):act>",
    view_func=onboarding.keep_onboarding,
    methods=["POST"],
)
_page("/onboarding/<int:onboarding_id>/make", view_func=onboarding.make_onboarding, methods=["POST"])
_page(
    "/onboarding/<int:onboarding_id>/<any(customer, figures, seats, review):stage>",
    view_func=onboarding_steps.onboarding_step,
)
_page(
    "/onboarding/<int:onboarding_id>/<any(customer, figures, seats):stage>",
    view_func=onboarding_steps.answer_onboarding_step,
    methods=["POST"],
)

# What belongs to a tenant: the name in the path is scoped in scope.py
_page("/tenants/<tenant>", view_func=tenants.tenant)
_page("/tenants/<tenant>/live", view_func=going_live.tenant_live)
_page("/tenants/<tenant>/live/state", view_func=going_live.tenant_live_state)
_page("/tenants/<tenant>/live/call", view_func=going_live.call_tenant, methods=["POST"])
_page(
    "/tenants/<tenant>/live/logins.<any(html, csv):form>",
    view_func=going_live.tenant_secrets,
    methods=["POST"],
)
_page("/tenants/<tenant>/audit", view_func=audit.tenant_trail)
_page("/tenants/<tenant>/audit.<any(csv, jsonl):written>", view_func=audit.tenant_trail_file)
_page("/tenants/<tenant>/act", view_func=standing_in.stand_in)
_page("/tenants/<tenant>/act", view_func=standing_in.begin_standing_in, methods=["POST"])
_page("/tenants/<tenant>/people", view_func=people.tenant_people)
_page("/tenants/<tenant>/people", view_func=people.invite_tenant_person, methods=["POST"])
_page(
    f"/tenants/<tenant>/people/<int:user_id>/{_ABOUT_PEOPLE}",
    view_func=people.change_tenant_person,
    methods=["POST"],
)
_page("/tenants/<tenant>/data", view_func=data.tenant_data)
_page("/tenants/<tenant>/data", view_func=data.ask_export, methods=["POST"])
_page("/tenants/<tenant>/data/<int:export_id>.zip", view_func=data.export_file)
_page("/tenants/<tenant>/end", view_func=data.tenant_end)
_page("/tenants/<tenant>/end/proof.json", view_func=data.deletion_proof)
_page("/tenants/<tenant>/end/<any(hold, release):act>", view_func=data.change_hold, methods=["POST"])
_page(
    '/tenants/<tenant>/end/<any("ask", "confirm", "call-off"):act>',
    view_func=data.change_deletion,
    methods=["POST"],
)
_page("/tenants/<tenant>/status", view_func=outages.tenant_status)
_page("/tenants/<tenant>/contract", view_func=contracts.tenant_contract)
_page("/tenants/<tenant>/contracts/<int:contract>", view_func=contracts.tenant_contract)
_page("/tenants/<tenant>/contracts/<int:contract>.pdf", view_func=contracts.contract_file)
_page("/tenants/<tenant>/board", view_func=board.board)
_page("/tenants/<tenant>/board/events", view_func=board.board_events)
_page("/tenants/<tenant>/board/supervise", view_func=board.supervise, methods=["POST"])
_page("/tenants/<tenant>/requests", view_func=requests.tenant_requests)
_page("/tenants/<tenant>/requests", view_func=requests.ask_request, methods=["POST"])
_page(
    "/tenants/<tenant>/requests/<int:request_id>/withdraw",
    view_func=requests.withdraw_request,
    methods=["POST"],
)
_page("/tenants/<tenant>/calls", view_func=calls.tenant_calls)
_page("/tenants/<tenant>/calls/<call_id>", view_func=calls.call)
_page("/tenants/<tenant>/generation/<int:wanted>", view_func=seat_desk.generation)
_page("/tenants/<tenant>/queues", view_func=queue_desk.queues)
_page("/tenants/<tenant>/queues/<queue>", view_func=queue_desk.queue)
_page("/tenants/<tenant>/skills", view_func=skills.skills)
_page("/tenants/<tenant>/queue-new", view_func=queue_desk.new_queue)
_page("/tenants/<tenant>/queue-proposal", view_func=queue_desk.propose_queue, methods=["POST"])
_page("/tenants/<tenant>/queue-change", view_func=queue_desk.change_queue, methods=["POST"])
_page("/tenants/<tenant>/seats", view_func=seat_desk.tenant_seats)
_page("/tenants/<tenant>/seats/proposal", view_func=seat_desk.propose_seats, methods=["POST"])
_page("/tenants/<tenant>/seats/change", view_func=seat_desk.change_seats, methods=["POST"])
_page("/tenants/<tenant>/seats/passwords", view_func=seat_desk.renew_passwords, methods=["POST"])
_page("/tenants/<tenant>/seats/<any(off, on):word>", view_func=seat_desk.switch_seats, methods=["POST"])
_page("/tenants/<tenant>/seats/<seat_number>", view_func=seats.seat)
_page(
    "/tenants/<tenant>/seats/<seat_number>/<any(off, on):word>",
    view_func=seat_desk.switch_seat,
    methods=["POST"],
)
_page("/tenants/<tenant>/seat-time", view_func=seats.seat_time)
_page("/tenants/<tenant>/seat-time.csv", view_func=seats.seat_time_file)
_page("/tenants/<tenant>/reports", view_func=reports.reports)
_page("/tenants/<tenant>/reports", view_func=reports.subscribe, methods=["POST"])
_page("/tenants/<tenant>/reports/<report>", view_func=reports.report)
_page("/tenants/<tenant>/reports/<report>.<any(csv, xlsx):sheet>", view_func=reports.report_file)
_page(
    "/tenants/<tenant>/reports/by-mail/<int:subscription_id>/<any(pause, resume, remove):act>",
    view_func=reports.change_subscription,
    methods=["POST"],
)
_page("/tenants/<tenant>/call-backs", view_func=call_backs.call_backs)
_page("/tenants/<tenant>/flows", view_func=flows.flows)
_page("/tenants/<tenant>/flows", view_func=flows.begin_flow, methods=["POST"])
_page("/tenants/<tenant>/flow-numbers", view_func=flows.lead_number, methods=["POST"])
_page("/tenants/<tenant>/flows/<flow>", view_func=flows.flow)
_page("/tenants/<tenant>/flows/<flow>/desk.json", view_func=flow_editor.flow_desk)
_page("/tenants/<tenant>/flows/<flow>/difference.json", view_func=flow_editor.flow_difference)
_page("/tenants/<tenant>/flows/<flow>/live.json", view_func=flow_editor.flow_live)
_page("/tenants/<tenant>/flows/<flow>/nodes/<node_name>/<int:part>.wav", view_func=flows.hear_flow)
_page("/tenants/<tenant>/flows/<flow>/save", view_func=flow_editor.save_flow, methods=["POST"])
_page("/tenants/<tenant>/flows/<flow>/try", view_func=flow_editor.try_flow, methods=["POST"])
_page("/tenants/<tenant>/flows/<flow>/publish", view_func=flow_editor.publish_flow, methods=["POST"])
_page("/tenants/<tenant>/flows/<flow>/rename", view_func=flows.rename_flow, methods=["POST"])
_page("/tenants/<tenant>/flows/<flow>/remove", view_func=flows.remove_flow, methods=["POST"])
_page("/tenants/<tenant>/working-hours", view_func=working_hours.working_hours)
_page("/tenants/<tenant>/working-hours/<hours_name>", view_func=working_hours.working_hours_of)
_page(
    "/tenants/<tenant>/working-hours/proposal",
    view_func=working_hours.propose_working_hours,
    methods=["POST"],
)
_page(
    "/tenants/<tenant>/working-hours/change",
    view_func=working_hours.change_working_hours,
    methods=["POST"],
)
_page(
    "/tenants/<tenant>/working-hours/<hours_name>/remove",
    view_func=working_hours.remove_working_hours,
    methods=["POST"],
)
_page("/tenants/<tenant>/prompts", view_func=prompts.prompts)
_page("/tenants/<tenant>/prompts", view_func=prompts.add_prompt, methods=["POST"])
_page("/tenants/<tenant>/prompts/<file>", view_func=prompts.sound)
_page("/tenants/<tenant>/prompts/<file>/remove", view_func=prompts.remove_prompt, methods=["POST"])
_page("/tenants/<tenant>/recordings", view_func=recordings.recordings)
_page("/tenants/<tenant>/recordings/retention", view_func=retention.retention)
_page("/tenants/<tenant>/recordings/retention", view_func=retention.ask_retention, methods=["POST"])
_page("/tenants/<tenant>/recordings/deleted", view_func=recordings.deletions)
_page("/tenants/<tenant>/recordings/deleted.<any(csv, json):form>", view_func=recordings.deletions_file)
_page("/tenants/<tenant>/recordings/<recording_id>", view_func=recordings.recording)
_page("/tenants/<tenant>/recordings/<recording_id>.wav", view_func=recordings.audio)
_page(
    "/tenants/<tenant>/recordings/<recording_id>/heard",
    view_func=recordings.mark_recording,
    methods=["POST"],
)
_page(
    "/tenants/<tenant>/recordings/<recording_id>/remove",
    view_func=recordings.remove_message,
    methods=["POST"],
)
_page("/tenants/<tenant>/ledger", view_func=ledger.ledger)
_page("/tenants/<tenant>/money", view_func=money.money)
_page(
    "/tenants/<tenant>/money/<any(refunds, write_offs, recoveries):kind>",
    view_func=money.move_money,
    methods=["POST"],
)
_page("/tenants/<tenant>/money/<fact>/withdraw", view_func=money.take_back_money, methods=["POST"])
_page("/tenants/<tenant>/dunning", view_func=dunning.tenant_dunning)
_page(
    "/tenants/<tenant>/dunning/<any(hold, resume, told, suspend, terminate):word>",
    view_func=dunning.say_dunning,
    methods=["POST"],
)
_page(
    "/tenants/<tenant>/dunning/steps/<int:step>/<any(undo, again):word>",
    view_func=dunning.step_dunning,
    methods=["POST"],
)
_page("/tenants/<tenant>/month", view_func=months.month_so_far)
_page("/tenants/<tenant>/invoices", view_func=invoices.tenant_invoices)
_page("/tenants/<tenant>/invoices/<number>", view_func=invoices.invoice)
_page("/tenants/<tenant>/invoices/<number>/credit", view_func=credits.credit)
_page("/tenants/<tenant>/invoices/<number>/credit", view_func=credits.give_credit, methods=["POST"])
_page("/tenants/<tenant>/duties/<duty>/<int:position>/template", view_func=duties.duty_template)
_page("/tenants/<tenant>/duties/<duty>/<int:position>/document", view_func=duties.duty_document)
_page("/tenants/<tenant>/duties/<duty>/<int:position>/owner", view_func=duties.own_duty, methods=["POST"])
_page("/tenants/<tenant>/duties/<duty>/<int:position>/done", view_func=duties.do_duty, methods=["POST"])
_page("/tenants/<tenant>/credit-notes", view_func=credits.tenant_credit_notes)
_page("/tenants/<tenant>/credit-notes/<note>", view_func=credits.credit_note)
_page("/tenants/<tenant>/credit-notes/<note>/<any(pdf, json, ubl):form>", view_func=credits.credit_note_file)
_page("/tenants/<tenant>/invoices/<number>/lines/<int:position>", view_func=invoices.line)
_page(
    "/tenants/<tenant>/invoices/<number>/<any(pdf, xlsx, csv, json, ubl):form>",
    view_func=invoices.invoice_file,
)
