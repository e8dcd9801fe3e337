"""House prompts: the operator's own, the same for every tenant, in a folder a language. Pure.

``house/zh/digits/1.wav`` is one figure of a number that is read digit by digit (a seat's);
``house/zh/numbers/12.wav`` is a whole number; the rest are phrases.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh", "en")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MOST = 60
"""The greatest whole number: minutes of an hour."""
NOTICE = "recording-notice"

PHRASES: Mapping[str, tuple[str, str]] = {
    NOTICE: ("本次通话将被录音。", "This call is recorded."),
    "seat": ("工号", "Seat number"),
    "at-your-service": ("为您服务。", "is at your service."),
    "you-are-number": ("您的排队位置是第", "You are number"),
    "in-the-queue": ("位。", "in the queue."),
    "wait-is-about": ("预计等待", "The wait is about"),
    "minute": ("分钟。", "minute."),
    "minutes": ("分钟。", "minutes."),
    "less-than-a-minute": ("预计等待不到一分钟。", "The wait is less than a minute."),
    "all-seats-busy": ("座席全忙，请稍候。", "All seats are busy. Please hold the line."),
    "please-rate": ("请对本次服务打分，1到5分，5分为最满意。", "Please rate this service from 1 to 5."),
    "thank-you": ("感谢您的来电，再见。", "Thank you for calling. Goodbye."),
    "not-understood": ("输入有误，请重新输入。", "That is not a valid choice. Please try again."),
    "call-back-offer": (
        "如需我们给您回电，请按1。继续等待，请按2。",
        "To be called back, press 1. To go on waiting, press 2.",
    ),
    "conference-pin": (
        "请输入会议密码，按井号键结束。",
        "Please enter the PIN of the conference, then press hash.",
    ),
    "conference-bad-pin": ("密码错误。", "That is not the PIN."),
    "conference-joined": ("有人加入会议。", "Somebody has joined."),
    "conference-left": ("有人离开会议。", "Somebody has left."),
    "conference-full": ("会议人数已满。", "The conference is full."),
    "conference-locked": ("会议已锁定。", "The conference is locked."),
    "conference-alone": ("您是第一位与会者。", "You are the first one here."),
    "conference-muted": ("您已静音。", "You are muted."),
    "conference-heard": ("静音已取消。", "You are heard again."),
    "conference-kicked": ("您已被移出会议。", "You have been sent out of the conference."),
    "call-back-noted": ("我们将尽快给您回电。", "We will call you back as soon as we can."),
    "voicemail-nobody-here": ("您好，现在无人接听您的电话。", "Nobody can take your call at the moment."),
    "voicemail-leave": (
        "请在提示音后留言，结束请按井号键。",
        "Please leave your message after the tone. Press hash when you have finished.",
    ),
    "voicemail-check": (
        "试听请按1，保存请按2，重录请按3。",
        "To listen to it, press 1. To keep it, press 2. To record it again, press 3.",
    ),
    "voicemail-kept": ("留言已保存。", "Your message has been kept."),
    "voicemail-pin": ("请输入信箱密码，按井号键结束。", "Please enter the PIN, then press hash."),
    "voicemail-locked": ("密码错误次数过多，请稍后再试。", "Too many wrong PINs. Please try again later."),
    "voicemail-no-box": ("没有此信箱。", "There is no such mailbox."),
    "voicemail-you-have": ("您有", "You have"),
    "voicemail-new": ("条新留言，", "new messages, and"),
    "voicemail-old": ("条旧留言。", "old ones."),
    "voicemail-main": (
        "听留言请按1，录制问候语请按9，结束请按井号键。",
        "To hear your messages, press 1. To record your greeting, press 9. To end, press hash.",
    ),
    "voicemail-today": ("今天", "Today at"),
    "voicemail-from": ("来自", "from"),
    "voicemail-unknown": ("未知号码。", "an unknown number."),
    "voicemail-after": (
        "重听请按1，保留请按2，删除请按3，上一条请按4。",
        "To hear it again, press 1. To keep it, press 2. To delete it, press 3. For the one before, press 4.",
    ),
    "voicemail-deleted": ("已删除。", "Deleted."),
    "voicemail-no-more": ("没有其他留言。", "There are no more messages."),
    "voicemail-greeting": (
        "请在提示音后录制问候语，结束请按井号键。",
        "Record your greeting after the tone. Press hash when you have finished.",
    ),
    "date-day": ("日", "at"),
    "time-hour": ("点", "hours"),
    "time-minute": ("分", "minutes"),
    "voicemail-too-short": ("留言太短。", "That is too short."),
    "voicemail-not-kept": ("留言未能保存。", "Your message could not be kept."),
}
"""By name: what it says in each language."""


def language_of(wanted: str) -> str:
    """The house's language nearest to a tenant's: English for all that are not spoken here."""
    return wanted if wanted in LANGUAGES else "en"


def text_of(language: str, name: str) -> str:
    """What ``digits/1``, ``numbers/12`` or a phrase says; KeyError for what the house does not have."""
    return _TEXTS[f"{language}/{name}.wav"]


def texts(language: str) -> dict[str, str]:
    """All texts of a language by file: ``zh/digits/1.wav``."""
    return {file: text for file, text in _TEXTS.items() if file.startswith(f"{language}/")}


def _all() -> dict[str, str]:
    found = {}
    for index, language in enumerate(LANGUAGES):
        for digit in range(10):
            said = "幺" if (language, digit) == ("zh", 1) else str(digit)
            found[f"{language}/digits/{digit}.wav"] = said
        for number in range(MOST + 1):
            found[f"{language}/numbers/{number}.wav"] = str(number)
        for number, month in enumerate(MONTHS, start=1):
            found[f"{language}/month-{number}.wav"] = f"{number}月" if language == "zh" else month
        for name, said_in in PHRASES.items():
            found[f"{language}/{name}.wav"] = said_in[index]
    return found


_TEXTS = _all()


def is_figure(file: str) -> bool:
    """Whether it is one of those that are played in rows: ``zh/digits/1.wav``."""
    return "/digits/" in file or "/numbers/" in file
