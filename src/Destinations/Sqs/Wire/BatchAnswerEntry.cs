using System.Buffers.Text;
using System.Text.Json;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs.Wire;

/// <summary>One entry of either list of an answer; its spans lie in the answer.</summary>
internal ref struct BatchAnswerEntry
{
    private string? code;
    private string? message;
    private bool isSendersFault;

    /// <summary>The place of the message; -1 where the id is none that we give.</summary>
    public int Index { get; private set; }

    /// <summary>MD5 of the body in hexadecimal digits; empty where the server gives none.</summary>
    public ReadOnlySpan<byte> Digest { get; private set; }

    /// <summary>The entry as the outcome of a message that was not taken.</summary>
    public readonly DeliveryOutcome Failure
    {
        get
        {
            var fault = new ServiceFault(SqsCall.Service, 0, code ?? "", "", message ?? "no reason was given");
            return isSendersFault && !fault.IsPassing
                ? new DeliveryOutcome.Refused(fault.Why) { IsOfMessage = !fault.IsAboutAccess }
                : new DeliveryOutcome.RetryAfter(null, fault.Why);
        }
    }

    /// <param name="reader">At the start of the object; afterwards at its end.</param>
    public static BatchAnswerEntry Read(ref Utf8JsonReader reader)
    {
        var entry = new BatchAnswerEntry { Index = -1 };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            entry.ReadField(ref reader);
        }

        return entry;
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        var name = reader;
        reader.Read();
        if (reader.TokenType == JsonTokenType.True && name.ValueTextEquals("SenderFault"u8))
        {
            isSendersFault = true;
        }
        else if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
        }
        else if (name.ValueTextEquals("Id"u8))
        {
            Index = IndexOf(reader.ValueSpan);
        }
        else if (name.ValueTextEquals("MD5OfMessageBody"u8))
        {
            Digest = reader.ValueSpan;
        }
        else if (name.ValueTextEquals("Code"u8))
        {
            code = reader.GetString();
        }
        else if (name.ValueTextEquals("Message"u8))
        {
            message = reader.GetString();
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> id) =>
        Utf8Parser.TryParse(id, out int index, out var used) && used == id.Length ? index : -1;
}
