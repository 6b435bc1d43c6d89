using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.Objects.Store;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Objects.Wire;

/// <summary>Answers of S3: XML, or an object's bytes with its headers.</summary>
internal static class ObjectAnswer
{
    public static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static Task XmlAsync(HttpContext http, XElement root) => XmlBody.WriteAsync(http, 200, Mark(http), root);

    public static Task EmptyAsync(HttpContext http, int status)
    {
        Mark(http);
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static Task ErrorAsync(HttpContext http, ObjectError error)
    {
        var id = Mark(http);
        http.Response.StatusCode = error.Status;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : XmlBody.WriteAsync(
                http,
                error.Status,
                id,
                new XElement(
                    "Error",
                    new XElement("Code", error.Code),
                    new XElement("Message", error.Message),
                    new XElement("Resource", http.Request.Path.Value),
                    new XElement("RequestId", id)
                )
            );
    }

    /// <param name="body">Null: the headers alone.</param>
    public static async Task ObjectAsync(HttpContext http, StoredObject found, ByteRange range, byte[]? body)
    {
        Mark(http);
        var response = http.Response;
        response.StatusCode = range.IsPart ? 206 : 200;
        foreach (var (name, value) in found.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers.ETag = $"\"{found.ETag}\"";
        response.Headers.AcceptRanges = "bytes";
        response.Headers.LastModified = DateTimeOffset
            .FromUnixTimeMilliseconds(found.ModifiedMs)
            .ToString("R", CultureInfo.InvariantCulture);
        response.ContentLength = range.Count;
        if (range.IsPart)
        {
            response.Headers.ContentRange = range.ContentRange(found.Size);
        }

        if (body is not null)
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static string Mark(HttpContext http)
    {
        var id = RandomIds.Next();
        http.Response.Headers["x-amz-request-id"] = id;
        return id;
    }
}
