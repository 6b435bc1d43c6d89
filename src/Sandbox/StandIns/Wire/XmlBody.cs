using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>Writes an XML answer.</summary>
internal static class XmlBody
{
    // Characters that XML does not have are written as entities: keys of objects may have them, and clients expect them so.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = false,
    };

    public static async Task WriteAsync(HttpContext http, int status, string requestId, XElement root)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            root.WriteTo(xml);
        }

        http.Response.Headers["x-amzn-RequestId"] = requestId;
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/xml";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), http.RequestAborted);
    }
}
