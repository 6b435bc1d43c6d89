using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ingestion;
using Millrace.Server.Api;
using Millrace.Server.Http;

namespace Millrace.Server.Ingestion;

/// <summary>/ingest/v1: events, as NDJSON or in the binary form, entities, products, and shoppers to forget, for the holder of an ingest key.</summary>
internal sealed class IngestEndpoints(ServerServices services)
{
    private const string UnknownKey = "Send an ingest key that this service made, as Authorization: Bearer KEY.";

    public async Task<Reply> EventsAsync(HttpContext context)
    {
        if (await HolderAsync(context) is not { } holder)
        {
            return Reply.Unauthorized(UnknownKey);
        }

        var batchId = context.Request.Headers["Idempotency-Key"].ToString();
        var charactersMax = services.Ingest.Options.BatchIdCharactersMax;
        if (batchId.Length == 0 || batchId.Length > charactersMax)
        {
            return Reply.Invalid(
                $"The header Idempotency-Key must have 1 to {charactersMax} characters: an id of this batch, the same whenever it is sent again."
            );
        }

        var import = context.Request.Query["import"].ToString();
        if (import is not ("" or "true" or "false"))
        {
            return Reply.Invalid("import must be true or false.");
        }

        var isImport = import == "true";
        var cancel = context.RequestAborted;
        return await TakeAsync(
            context,
            IsBinary(context.Request)
                ? body => services.Ingest.TakeBinaryEventsAsync(holder.Accounts, holder.Holder, batchId, body, isImport, cancel)
                : body => services.Ingest.TakeEventsAsync(holder.Accounts, holder.Holder, batchId, body, isImport, cancel)
        );
    }

    public Task<Reply> EntitiesAsync(HttpContext context) => EntitiesAsync(context, null);

    /// <summary>Products are entities of one kind, which their lines need not say.</summary>
    public Task<Reply> ProductsAsync(HttpContext context) => EntitiesAsync(context, EntityBatch.ProductKind);

    /// <summary>Forgets what the shoppers of the lines did until now.</summary>
    public async Task<Reply> ForgetShoppersAsync(HttpContext context)
    {
        if (await HolderAsync(context) is not { } holder)
        {
            return Reply.Unauthorized(UnknownKey);
        }

        var cancel = context.RequestAborted;
        var reply = await TakeAsync(context, body => services.Ingest.ForgetShoppersAsync(holder.Accounts, body, cancel));
        await services.NoteAsync(holder.Holder, "shoppers forget", "shoppers", reply.Status == StatusCodes.Status200OK, cancel);
        return reply;
    }

    private Task<Reply> EntitiesAsync(HttpContext context, string? kind) =>
        TakeAsync(context, (accounts, body) => services.Ingest.TakeEntitiesAsync(accounts, kind, body, context.RequestAborted));

    private async Task<Reply> TakeAsync(HttpContext context, Func<IEventAccounts, PipeReader, Task<IngestOutcome>> take) =>
        await HolderAsync(context) is { } holder
            ? await TakeAsync(context, body => take(holder.Accounts, body))
            : Reply.Unauthorized(UnknownKey);

    /// <summary>Whatever else a sender calls its body, it is read as NDJSON.</summary>
    private static bool IsBinary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(EventBatchFormat.ContentType, StringComparison.OrdinalIgnoreCase);

    private async Task<IngestHolder?> HolderAsync(HttpContext context) =>
        Callers.Bearer(context) is { } key ? await services.IngestKeys.FindAsync(key, context.RequestAborted) : null;

    private static async Task<Reply> TakeAsync(HttpContext context, Func<PipeReader, Task<IngestOutcome>> take)
    {
        await using var body = DecodedBody.Open(context.Request);
        return body is null
            ? Reply.Error(
                StatusCodes.Status415UnsupportedMediaType,
                "UnsupportedMediaTypeError",
                "Content-Encoding must be one of gzip, br, zstd, or none."
            )
            : Answer(await take(body));
    }

    private static Reply Answer(IngestOutcome outcome) =>
        outcome switch
        {
            IngestOutcome.Taken taken => Reply.Json(
                new JsonObject
                {
                    ["accepted"] = taken.Accepted,
                    ["repeated"] = taken.Repeated,
                    ["refused_count"] = taken.RefusedCount,
                    ["refused"] = new JsonArray([
                        .. taken.Refused.Select(line => new JsonObject { ["line"] = line.Line, ["reason"] = line.Reason }),
                    ]),
                    ["unknown_fields"] = new JsonArray([.. taken.UnknownFields.Select(name => JsonValue.Create(name))]),
                }
            ),
            IngestOutcome.Broken broken => Reply.Invalid(
                $"The body is not a whole batch of {EventBatchFormat.ContentType}: {broken.Why}. Nothing of it was taken: encode it again and send it under the same Idempotency-Key."
            ),
            IngestOutcome.TooLarge large => Reply.TooLarge(large.BytesMax),
            IngestOutcome.ComeAgain later => Reply.ComeAgain(later.After, later.Why),
            IngestOutcome.NoSpace full => Reply.NoSpace(full.After, full.Why),
            IngestOutcome.OtherBody => Reply.Error(
                StatusCodes.Status409Conflict,
                "OperationConflictError",
                "This Idempotency-Key was used for other lines: give every batch a key of its own, and send a batch again unchanged."
            ),
            _ => Reply.Error(
                StatusCodes.Status422UnprocessableEntity,
                "OutOfRangeError",
                "A sum would leave the range of the service: check count and cost of these lines."
            ),
        };
}
