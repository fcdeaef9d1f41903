"""The served part of the Bot API as tables, and two checks made with them.

`remarks` says what is odd about a call the real server would let pass: a parameter it does not
know or we do not model, a value of the wrong type, one that is missing. `faults` says what is
wrong with an object we are about to give out. The tables are ours; a test compares them with
the published schema.

A field is written `name:type`, with `!` where it is required; `[T]` is an array, `A|B` a choice,
`~name` a parameter that is accepted and ignored here.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from playground.telegram.api.call import Call

_BUSINESS = "~business_connection_id:str"
_SEND = """
    chat_id:int|str! message_thread_id:int
    ~direct_messages_topic_id:int disable_notification:bool protect_content:bool
    ~allow_paid_broadcast:bool ~message_effect_id:str
    ~suggested_post_parameters:SuggestedPostParameters"""
_ANSWER = """
    reply_parameters:ReplyParameters
    reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"""
_EDIT = f"""
    {_BUSINESS} chat_id:int|str message_id:int ~inline_message_id:str
    reply_markup:InlineKeyboardMarkup"""
_CAPTION = "caption:str parse_mode:str caption_entities:[MessageEntity]"
_COPY = "from_chat_id:int|str! message_id:int! ~video_start_timestamp:int"

_METHODS = {
    "getMe": ("User", ""),
    "getUpdates": ("[Update]", "offset:int limit:int timeout:int allowed_updates:[str]"),
    "setWebhook": (
        "bool",
        """url:str! certificate:file ip_address:str max_connections:int allowed_updates:[str]
        drop_pending_updates:bool secret_token:str""",
    ),
    "deleteWebhook": ("bool", "drop_pending_updates:bool"),
    "getWebhookInfo": ("WebhookInfo", ""),
    "sendMessage": (
        "Message",
        f"""{_BUSINESS} {_SEND} text:str! parse_mode:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions {_ANSWER}""",
    ),
    "sendDocument": (
        "Message",
        f"""{_BUSINESS} {_SEND} document:file|str! ~thumbnail:file|str {_CAPTION}
        ~disable_content_type_detection:bool {_ANSWER}""",
    ),
    "sendPhoto": (
        "Message",
        f"""{_BUSINESS} {_SEND} photo:file|str! {_CAPTION} show_caption_above_media:bool has_spoiler:bool
        {_ANSWER}""",
    ),
    "copyMessage": (
        "MessageId",
        f"""{_SEND} {_COPY} {_CAPTION} show_caption_above_media:bool {_ANSWER}""",
    ),
    "forwardMessage": (
        "Message",
        f"""{_COPY} chat_id:int|str! message_thread_id:int ~direct_messages_topic_id:int
        disable_notification:bool protect_content:bool ~message_effect_id:str
        ~suggested_post_parameters:SuggestedPostParameters""",
    ),
    "editMessageText": (
        "Message",
        f"""{_EDIT} text:str parse_mode:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions ~rich_message:InputRichMessage""",
    ),
    "editMessageCaption": ("Message", f"{_EDIT} {_CAPTION} show_caption_above_media:bool"),
    "editMessageReplyMarkup": ("Message", _EDIT),
    "deleteMessage": ("bool", "chat_id:int|str! message_id:int!"),
    "deleteMessages": ("bool", "chat_id:int|str! message_ids:[int]!"),
    "pinChatMessage": (
        "bool",
        f"{_BUSINESS} chat_id:int|str! message_id:int! disable_notification:bool",
    ),
    "unpinChatMessage": (
        "bool",
        f"{_BUSINESS} chat_id:int|str! message_id:int",
    ),
    "unpinAllChatMessages": ("bool", "chat_id:int|str!"),
    "answerCallbackQuery": (
        "bool",
        "callback_query_id:str! text:str show_alert:bool url:str ~cache_time:int",
    ),
    "getFile": ("File", "file_id:str!"),
    "sendChatAction": (
        "bool",
        f"{_BUSINESS} chat_id:int|str! message_thread_id:int action:str!",
    ),
    "setMessageReaction": (
        "bool",
        "chat_id:int|str! message_id:int! reaction:[ReactionType] ~is_big:bool",
    ),
    "setMyCommands": ("bool", "commands:[BotCommand]! scope:BotCommandScope language_code:str"),
    "getMyCommands": ("[BotCommand]", "scope:BotCommandScope language_code:str"),
    "deleteMyCommands": ("bool", "scope:BotCommandScope language_code:str"),
    "setMyName": ("bool", "name:str language_code:str"),
    "getMyName": ("BotName", "language_code:str"),
    "setMyDescription": ("bool", "description:str language_code:str"),
    "getMyDescription": ("BotDescription", "language_code:str"),
    "setMyShortDescription": ("bool", "short_description:str language_code:str"),
    "getMyShortDescription": ("BotShortDescription", "language_code:str"),
    "setChatMenuButton": ("bool", "chat_id:int menu_button:MenuButton"),
    "getChatMenuButton": ("MenuButton", "chat_id:int"),
    "getChat": ("ChatFullInfo", "chat_id:int|str!"),
    "getChatMember": ("ChatMember", "chat_id:int|str! user_id:int!"),
    "getChatAdministrators": ("[ChatMember]", "chat_id:int|str! return_bots:bool"),
    "getChatMemberCount": ("int", "chat_id:int|str!"),
    "leaveChat": ("bool", "chat_id:int|str!"),
}

# Older names the server still reads in these calls.
LEGACY = frozenset(
    {"reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview"}
)

_RIGHTS = """can_manage_chat:bool! can_delete_messages:bool! can_manage_video_chats:bool!
    can_restrict_members:bool! can_promote_members:bool! can_change_info:bool!
    can_invite_users:bool! can_post_stories:bool! can_edit_stories:bool!
    can_delete_stories:bool! can_send_welcome_messages:bool! can_pin_messages:bool
    can_manage_topics:bool"""
_PERMISSIONS = """can_send_messages:bool can_send_audios:bool can_send_documents:bool
    can_send_photos:bool can_send_videos:bool can_send_video_notes:bool
    can_send_voice_notes:bool can_send_polls:bool can_send_other_messages:bool
    can_add_web_page_previews:bool can_change_info:bool can_invite_users:bool
    can_pin_messages:bool can_manage_topics:bool"""

_OBJECTS = {
    "Update": """update_id:int! message:Message edited_message:Message
        callback_query:CallbackQuery my_chat_member:ChatMemberUpdated
        chat_member:ChatMemberUpdated message_reaction:MessageReactionUpdated""",
    "User": """id:int! is_bot:bool! first_name:str! last_name:str username:str
        language_code:str can_join_groups:bool can_read_all_group_messages:bool
        supports_inline_queries:bool can_connect_to_business:bool has_main_web_app:bool""",
    "Chat": """id:int! type:str! title:str username:str first_name:str last_name:str
        is_forum:bool""",
    "ChatFullInfo": """id:int! type:str! title:str username:str first_name:str last_name:str
        is_forum:bool accent_color_id:int! max_reaction_count:int! active_usernames:[str]
        accepted_gift_types:AcceptedGiftTypes! permissions:ChatPermissions
        pinned_message:Message""",
    "AcceptedGiftTypes": """unlimited_gifts:bool! limited_gifts:bool! unique_gifts:bool!
        premium_subscription:bool! gifts_from_channels:bool!""",
    "ChatPermissions": _PERMISSIONS,
    "Message": """message_id:int! message_thread_id:int from:User sender_chat:Chat date:int!
        chat:Chat! forward_origin:MessageOriginUser|MessageOriginChat is_topic_message:bool
        reply_to_message:Message quote:TextQuote edit_date:int has_protected_content:bool
        author_signature:str text:str entities:[MessageEntity]
        link_preview_options:LinkPreviewOptions document:Document photo:[PhotoSize]
        caption:str caption_entities:[MessageEntity] show_caption_above_media:bool
        has_media_spoiler:bool new_chat_members:[User] left_chat_member:User
        group_chat_created:bool migrate_to_chat_id:int migrate_from_chat_id:int
        pinned_message:Message|InaccessibleMessage forum_topic_created:ForumTopicCreated
        reply_markup:InlineKeyboardMarkup""",
    "InaccessibleMessage": "chat:Chat! message_id:int! date:int!",
    "MessageId": "message_id:int!",
    "MessageEntity": """type:str! offset:int! length:int! url:str user:User language:str
        custom_emoji_id:str unix_time:int date_time_format:str""",
    "TextQuote": "text:str! position:int! is_manual:bool",
    "MessageOriginUser": "type:str! date:int! sender_user:User!",
    "MessageOriginChat": "type:str! date:int! sender_chat:Chat!",
    "LinkPreviewOptions": """is_disabled:bool url:str prefer_small_media:bool
        prefer_large_media:bool show_above_text:bool""",
    "Document": "file_id:str! file_unique_id:str! file_name:str mime_type:str file_size:int",
    "PhotoSize": "file_id:str! file_unique_id:str! width:int! height:int! file_size:int",
    "File": "file_id:str! file_unique_id:str! file_size:int file_path:str",
    "ForumTopicCreated": "name:str! icon_color:int!",
    "InlineKeyboardMarkup": "inline_keyboard:[[InlineKeyboardButton]]!",
    "InlineKeyboardButton": """text:str! icon_custom_emoji_id:str style:str url:str
        callback_data:str web_app:WebAppInfo login_url:LoginUrl switch_inline_query:str
        switch_inline_query_current_chat:str
        switch_inline_query_chosen_chat:SwitchInlineQueryChosenChat copy_text:CopyTextButton
        disabled:DisabledButton""",
    "DisabledButton": "",
    "WebAppInfo": "url:str!",
    "LoginUrl": "url:str! forward_text:str bot_username:str request_write_access:bool",
    "SwitchInlineQueryChosenChat": """query:str allow_user_chats:bool allow_bot_chats:bool
        allow_group_chats:bool allow_channel_chats:bool""",
    "CopyTextButton": "text:str!",
    "CallbackQuery": """id:str! from:User! message:Message|InaccessibleMessage
        chat_instance:str! data:str""",
    "ChatMemberUpdated": """chat:Chat! from:User! date:int! old_chat_member:ChatMember!
        new_chat_member:ChatMember!""",
    "ChatMemberOwner": "status:str! user:User! is_anonymous:bool! custom_title:str",
    "ChatMemberAdministrator": f"""status:str! user:User! can_be_edited:bool!
        is_anonymous:bool! {_RIGHTS} custom_title:str""",
    "ChatMemberMember": "status:str! user:User!",
    "ChatMemberLeft": "status:str! user:User!",
    "ChatMemberBanned": "status:str! user:User! until_date:int!",
    "MessageReactionUpdated": """chat:Chat! message_id:int! user:User date:int!
        old_reaction:[ReactionType]! new_reaction:[ReactionType]!""",
    "ReactionTypeEmoji": "type:str! emoji:str!",
    "ReactionTypeCustomEmoji": "type:str! custom_emoji_id:str!",
    "WebhookInfo": """url:str! has_custom_certificate:bool! pending_update_count:int!
        ip_address:str last_error_date:int last_error_message:str max_connections:int
        allowed_updates:[str]""",
    "BotCommand": "command:str! description:str!",
    "BotName": "name:str!",
    "BotDescription": "description:str!",
    "BotShortDescription": "short_description:str!",
    "MenuButtonCommands": "type:str!",
    "MenuButtonWebApp": "type:str! text:str! web_app:WebAppInfo!",
    "MenuButtonDefault": "type:str!",
}
CHOICES = {
    "ChatMember": (
        "ChatMemberOwner|ChatMemberAdministrator|ChatMemberMember|ChatMemberLeft|ChatMemberBanned"
    ),
    "ReactionType": "ReactionTypeEmoji|ReactionTypeCustomEmoji",
    "MenuButton": "MenuButtonCommands|MenuButtonWebApp|MenuButtonDefault",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One parameter or one field of an object."""

    name: str
    type: str
    is_required: bool = False
    is_ignored: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Method:
    """A served method; `returns` is the type of its result."""

    name: str
    returns: str
    parameters: dict[str, Field]


@cache
def methods() -> dict[str, Method]:
    """The served methods by their names in lower case."""
    return {
        name.lower(): Method(name=name, returns=returns, parameters=_fields(parameters))
        for name, (returns, parameters) in _METHODS.items()
    }


@cache
def objects() -> dict[str, dict[str, Field]]:
    """The fields of each object the server gives out."""
    return {name: _fields(spec) for name, spec in _OBJECTS.items()}


def remarks(call: Call) -> list[str]:
    """What is odd about the call, in words for the transcript."""
    parameters = methods()[call.method].parameters
    given = {*call.arguments, *call.uploads}
    found = [
        f"{name} is required"
        for name, p in parameters.items()
        if p.is_required and name not in given
    ]
    for name, value in call.arguments.items():
        parameter = parameters.get(name)
        if parameter is None:
            found.append(f"{name} is {'an old name' if name in LEGACY else 'unknown'}")
        elif parameter.is_ignored:
            found.append(f"{name} has no effect here")
        elif not _reads_as(value, parameter.type):
            found.append(f"{name} is not {parameter.type}")
    return found


def faults(value: Any, type_name: str, path: str = "") -> Iterator[str]:
    """Where `value` is not an object of the type; each fault with the path to it."""
    choices = CHOICES.get(type_name, type_name)
    if "|" in choices:
        yield from _faults_of_choice(value, choices, path)
    elif type_name.startswith("["):
        if not isinstance(value, list):
            yield f"{path} is not an array"
        else:
            for index, item in enumerate(value):
                yield from faults(item, type_name[1:-1], f"{path}[{index}]")
    elif type_name in _PLAIN:
        if type(value) is not _PLAIN[type_name]:
            yield f"{path} is not {type_name}"
    elif not isinstance(value, dict):
        yield f"{path} is not {type_name}"
    else:
        yield from _faults_of_object(value, type_name, path)


_PLAIN = {"int": int, "str": str, "bool": bool}


def _fields(spec: str) -> dict[str, Field]:
    fields = {}
    for word in spec.split():
        name, _, type_name = word.partition(":")
        fields[name.lstrip("~")] = Field(
            name=name.lstrip("~"),
            type=type_name.rstrip("!"),
            is_required=word.endswith("!"),
            is_ignored=word.startswith("~"),
        )
    return fields


def _faults_of_choice(value: Any, choices: str, path: str) -> Iterator[str]:
    found = [list(faults(value, choice, path)) for choice in choices.split("|")]
    if all(found):
        yield from min(found, key=len)


def _faults_of_object(value: dict[str, Any], type_name: str, path: str) -> Iterator[str]:
    fields = objects()[type_name]
    for name, item in value.items():
        if name in fields:
            yield from faults(item, fields[name].type, f"{path}.{name}")
        else:
            yield f"{path}.{name} is not a field of {type_name}"
    for field in fields.values():
        if field.is_required and field.name not in value:
            yield f"{path}.{field.name} is missing"


def _reads_as(text: str, type_name: str) -> bool:
    if "str" in type_name.split("|"):
        return True
    match type_name:
        case "int":
            return re.fullmatch(r"-?[0-9]+", text) is not None
        case "bool":
            return text.strip().lower() in {"true", "false", "yes", "no", "1", "0"}
        case "file":
            return False
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, list if type_name.startswith("[") else dict)
