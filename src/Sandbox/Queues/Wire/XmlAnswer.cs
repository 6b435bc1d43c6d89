using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Renders answers of the JSON protocol's shape as the Query protocol's XML.</summary>
internal static class XmlAnswer
{
    private const string Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    /// <summary>Actions that answer with nothing at all; every other has its result element, be it empty.</summary>
    private static readonly FrozenSet<string> Silent = FrozenSet.Create(
        "DeleteQueue",
        "PurgeQueue",
        "SetQueueAttributes",
        "DeleteMessage",
        "ChangeMessageVisibility"
    );

    // Entitized: a reader of XML would turn a bare carriage return in a message into a line feed.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static byte[] Answer(string action, JsonObject answer, string requestId) =>
        Document(
            $"{action}Response",
            xml =>
            {
                if (!Silent.Contains(action))
                {
                    xml.WriteStartElement($"{action}Result");
                    Members(xml, action, answer);
                    xml.WriteEndElement();
                }

                xml.WriteStartElement("ResponseMetadata");
                xml.WriteElementString("RequestId", requestId);
                xml.WriteEndElement();
            }
        );

    public static byte[] Error(QueueError error, string requestId) =>
        Document(
            "ErrorResponse",
            xml =>
            {
                xml.WriteStartElement("Error");
                xml.WriteElementString("Type", error.SenderFault ? "Sender" : "Receiver");
                xml.WriteElementString("Code", error.QueryCode);
                xml.WriteElementString("Message", error.Message);
                xml.WriteStartElement("Detail");
                xml.WriteEndElement();
                xml.WriteEndElement();
                xml.WriteElementString("RequestId", requestId);
            }
        );

    private static byte[] Document(string root, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement(root, Namespace);
            content(xml);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Members(XmlWriter xml, string action, JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "Attributes" or "MessageAttributes":
                    foreach (var (key, item) in value!.AsObject())
                    {
                        xml.WriteStartElement(name[..^1]);
                        xml.WriteElementString("Name", key);
                        Element(xml, action, "Value", item);
                        xml.WriteEndElement();
                    }

                    break;
                case "Messages" or "QueueUrls" or "Successful" or "Failed":
                    var element = name switch
                    {
                        "Successful" => $"{action}ResultEntry",
                        "Failed" => "BatchResultErrorEntry",
                        _ => name[..^1],
                    };
                    foreach (var item in value!.AsArray())
                    {
                        Element(xml, action, element, item);
                    }

                    break;
                default:
                    Element(xml, action, name, value);
                    break;
            }
        }
    }

    private static void Element(XmlWriter xml, string action, string name, JsonNode? value)
    {
        xml.WriteStartElement(name);
        if (value is JsonObject members)
        {
            Members(xml, action, members);
        }
        else if (value is not null)
        {
            xml.WriteString(value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
        }

        xml.WriteEndElement();
    }
}
