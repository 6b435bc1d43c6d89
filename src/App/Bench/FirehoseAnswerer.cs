using System.Text;
using Microsoft.AspNetCore.Http;

namespace Millrace.App.Bench;

/// <summary>
/// Answers PutRecordBatch as Firehose does, with an id for every record, and AssumeRole as STS does; it looks at nothing, so that clients do
/// not wait for it.
/// </summary>
internal static class FirehoseAnswerer
{
    /// <summary>By which it is started; nobody types it.</summary>
    public const string Verb = "firehose-answerer";

    /// <summary>The session token of the role; real ones are as long or longer.</summary>
    public static readonly string Token = new('t', 400);

    /// <summary>As long as those of Firehose.</summary>
    private static readonly string RecordId = new('r', 224);

    private static readonly byte[] Entry = Encoding.ASCII.GetBytes($$"""{"RecordId":"{{RecordId}}"},""");

    private static readonly string Assumed = $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>{Token}</SessionToken>
        <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """;

    public static async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isPut = context.Request.Headers["X-Amz-Target"] == "Firehose_20150804.PutRecordBatch";
        var answer = isPut ? Taken(body.GetBuffer().AsSpan(0, (int)body.Length)) : Encoding.ASCII.GetBytes(Assumed);
        context.Response.Headers["x-amzn-RequestId"] = "5f6f4a7e-8d4c-5c0b-9d3a-17f0a3f6a1d2";
        context.Response.ContentType = isPut ? "application/x-amz-json-1.1" : "text/xml";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>All records of a call were taken.</summary>
    private static byte[] Taken(ReadOnlySpan<byte> call)
    {
        var answer = new MemoryStream();
        answer.Write("""{"FailedPutCount":0,"Encrypted":false,"RequestResponses":["""u8);
        for (var record = call.Count("\"Data\""u8); record > 0; record--)
        {
            answer.Write(record > 1 ? Entry : Entry.AsSpan(0, Entry.Length - 1));
        }

        answer.Write("]}"u8);
        return answer.ToArray();
    }
}
