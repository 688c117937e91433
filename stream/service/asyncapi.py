"""The topics as an AsyncAPI 3 document, for those who write to them or read from them.

It is made from what the service itself uses: the declaration that topics are provisioned from, the settings, and
the JSON Schemas of the package. ``deploy/asyncapi.json`` is this document; a test fails where it is another one.
"""

from __future__ import annotations

import re
from importlib.metadata import metadata, version
from typing import Any

import orjson

from stream.schemas import schema
from stream.service.dead_letters import LETTER, MARK
from stream.service.topic_records import CHANNELS, CLOUD_EVENT, MESSAGES, Channel, Message
from stream.service.topics import Topic, declared, named
from stream.settings import Settings

__all__ = ["document", "document_text"]

_BINDING = "0.5.0"  # of the AsyncAPI bindings for Kafka
_SCHEMES = {"PLAIN": "plain", "SCRAM-SHA-256": "scramSha256", "SCRAM-SHA-512": "scramSha512"}


def document(settings: Settings) -> dict[str, Any]:
    """The document of the topics as these settings name and size them."""
    topics = {topic.name: topic for topic in declared(settings)}
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for name, channel in CHANNELS.items():
        topic = topics.pop(named(settings, name))
        key = _identifier(name)
        channels[key] = {
            "address": topic.name,
            "summary": channel.summary,
            "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in channel.messages},
            "bindings": {"kafka": _topic_binding(topic, settings.replication)},
        }
        if channel.received:
            group = {"type": "string", "const": settings.group_id}
            binding = {"kafka": {"groupId": group, "bindingVersion": _BINDING}}
            operations[f"receive-{key}"] = {**_operation("receive", key, channel), "bindings": binding}
        if channel.sent:
            operations[f"send-{key}"] = _operation("send", key, channel)
    if topics:
        raise KeyError(f"declared, and not described here: {', '.join(topics)}")
    servers, schemes = _servers(settings)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Copytaster",
            "version": version("copytaster"),
            "description": f"{metadata('copytaster')['Summary']}. Operations are those of the workers.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": servers,
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {name: _message(message) for name, message in MESSAGES.items()},
            "schemas": {**_payloads(), **_headers()},
            **({"securitySchemes": schemes} if schemes else {}),
        },
    }


def document_text(settings: Settings) -> str:
    """The document as indented JSON."""
    return orjson.dumps(document(settings), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _identifier(topic: str) -> str:
    return re.sub(r"[.-](\w)", lambda match: match[1].upper(), topic)


def _operation(action: str, channel: str, described: Channel) -> dict[str, Any]:
    return {
        "action": action,
        "summary": described.summary,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{message}"} for message in described.messages],
    }


def _topic_binding(topic: Topic, replication: int) -> dict[str, Any]:
    return {
        "partitions": topic.partitions,
        "replicas": replication,
        "topicConfiguration": {name: _typed(value) for name, value in topic.config.items()},
        "bindingVersion": _BINDING,
    }


def _typed(value: str) -> int | list[str]:
    """A topic setting as the binding has it: times and sizes are integers, the clean-up policy a list of words."""
    return int(value) if value.isdecimal() else value.split(",")


def _servers(settings: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
    """The brokers, and how one proves to them who one is."""
    schemes: dict[str, Any] = {}
    if settings.security_protocol.startswith("SASL"):
        schemes["sasl"] = {"type": _SCHEMES[settings.sasl_mechanism]}
    elif settings.ssl_cert_file:
        schemes["certificate"] = {"type": "X509"}
    security = [{"$ref": f"#/components/securitySchemes/{name}"} for name in schemes]
    protocol = "kafka-secure" if settings.security_protocol.endswith("SSL") else "kafka"
    servers = {
        f"broker{number}": {
            "host": address.strip(),
            "protocol": protocol,
            **({"security": security} if security else {}),
        }
        for number, address in enumerate(settings.brokers.split(","), 1)
    }
    return servers, schemes


def _message(message: Message) -> dict[str, Any]:
    named_one = isinstance(message.payload, str)
    binding = {"bindingVersion": _BINDING, **({"key": message.key} if message.key is not None else {})}
    return {
        "title": message.title,
        "summary": message.summary,
        "contentType": message.content_type,
        **({"headers": {"$ref": f"#/components/schemas/headers-{message.headers}"}} if message.headers else {}),
        "payload": {"$ref": f"#/components/schemas/{message.payload}"} if named_one else message.payload,
        "bindings": {"kafka": binding},
    }


def _payloads() -> dict[str, Any]:
    """The schemas of the package, in the words of AsyncAPI's, which are those of draft 7."""
    schemas: dict[str, Any] = {}
    for name in ("dispatch", "ruling", "story"):
        for part, definition in schema(name).get("$defs", {}).items():
            schemas[f"{name}-{part}"] = _as_draft_7(definition, name)
        schemas[name] = _as_draft_7(schema(name), name)
    return schemas


def _as_draft_7(node: Any, name: str) -> Any:
    if isinstance(node, list):
        return [_as_draft_7(item, name) for item in node]
    if not isinstance(node, dict):
        return node
    draft = {}
    for key, value in node.items():
        if key in ("$schema", "$id", "$defs"):
            continue
        if key == "$ref":
            draft[key] = value.replace("#/$defs/", f"#/components/schemas/{name}-")
        else:
            draft["dependencies" if key == "dependentRequired" else key] = _as_draft_7(value, name)
    return draft


def _headers() -> dict[str, Any]:
    return {
        "headers-cloud-event": {
            "type": "object",
            "properties": CLOUD_EVENT,
            "required": [name for name in CLOUD_EVENT if name != "ce_time"],
        },
        "headers-dead-letter": {"type": "object", "properties": LETTER, "required": list(LETTER)},
        "headers-mark": {
            "type": "object",
            "properties": MARK,
            "required": list(MARK),
        },
    }
