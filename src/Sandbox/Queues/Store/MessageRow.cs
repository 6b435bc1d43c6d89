using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>One message as it is stored; a duplicate is a second row with the same <see cref="MessageId"/>.</summary>
/// <param name="Receives">How often it was received; also the number of its newest receipt.</param>
internal sealed record MessageRow(
    long Id,
    string MessageId,
    string Body,
    JsonObject? Attributes,
    string? Trace,
    string? DeadLetterSource,
    long SentMs,
    long Receives,
    long? FirstReceivedMs
);
