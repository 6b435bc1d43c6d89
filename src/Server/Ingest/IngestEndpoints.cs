using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ingestion;

namespace Millrace.Server.Ingest;

/// <summary>The platform's way in: bodies of NDJSON lines, answered when the ledger has them.</summary>
internal sealed class IngestEndpoints(ServerServices services)
{
    private const string Bearer = "Bearer ";

    public Task TakeEventsAsync(HttpContext context)
    {
        var batchId = context.Request.Headers["Idempotency-Key"].ToString();
        var most = services.Ingest.Options.BatchIdCharactersMax;
        if (batchId.Length == 0 || batchId.Length > most || batchId.Any(letter => letter is < ' ' or > '~'))
        {
            throw ApiError.Invalid(
                $"The header Idempotency-Key is required: an id of the batch, 1 to {most} printable ASCII characters, the same when it is sent again."
            );
        }

        var isImport = context.Request.Query["import"] == "true";
        return TakeAsync(
            context,
            (holder, body) =>
                services.Ingest.TakeEventsAsync(holder.Accounts, holder.Holder, batchId, body, isImport, context.RequestAborted)
        );
    }

    public Task TakeEntitiesAsync(HttpContext context) =>
        TakeAsync(context, (holder, body) => services.Ingest.TakeEntitiesAsync(holder.Accounts, body, context.RequestAborted));

    private async Task TakeAsync(HttpContext context, Func<IngestHolder, Stream, Task<IngestOutcome>> take)
    {
        var holder = await HolderAsync(context);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = services.Ingest.Options.BodyBytesMax;
        }

        await using var body = BodyEncoding.Open(context.Request);
        try
        {
            await AnswerAsync(context, await take(holder, body));
        }
        catch (Exception fault)
            when (fault is InvalidDataException or InvalidOperationException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw ApiError.Invalid($"The body cannot be decompressed, nothing of it was taken: {fault.Message}");
        }
    }

    private async Task<IngestHolder> HolderAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return
            authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && await services.IngestKeys.FindAsync(authorization[Bearer.Length..].Trim(), context.RequestAborted) is { } holder
            ? holder
            : throw new ApiError(401, "Unauthorized", "Send a known ingest key as Authorization: Bearer KEY.");
    }

    private static Task AnswerAsync(HttpContext context, IngestOutcome outcome) =>
        outcome switch
        {
            IngestOutcome.Taken taken => context.Response.WriteAsJsonAsync(
                new
                {
                    accepted = taken.Accepted,
                    repeated = taken.Repeated,
                    refused_count = taken.RefusedCount,
                    refused = taken.Refused.Select(line => new { line = line.Line, reason = line.Reason }),
                    unknown_fields = taken.UnknownFields,
                }
            ),
            IngestOutcome.TooLarge large => throw new ApiError(
                413,
                "PayloadTooLarge",
                $"The body has more than {large.BytesMax} bytes after decompression: nothing of it was taken. Send smaller ones."
            ),
            IngestOutcome.ComeAgain busy => throw new ApiError(429, "TooManyRequests", busy.Why) { RetryAfter = busy.After },
            IngestOutcome.OtherBody => throw new ApiError(
                409,
                "OperationConflict",
                "This Idempotency-Key was used for other lines: give each batch a key of its own."
            ),
            IngestOutcome.OutOfRange => throw new ApiError(
                422,
                "OutOfRange",
                "A sum would leave the range of the service, nothing of its partition was taken: check count and cost."
            ),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
}
