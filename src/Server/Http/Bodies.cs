using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Millrace.Server.Http;

/// <summary>Small bodies, read whole within a bound.</summary>
internal static class Bodies
{
    public const int BytesMax = 64 << 10;

    private const int FormFieldsMax = 64;

    // A field that stands twice would be read one way here and another way elsewhere.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var chunk = new byte[8192];
        while (await ReadChunkAsync(context, chunk) is var read and > 0)
        {
            if (body.Length + read > BytesMax)
            {
                throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge);
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The document, or why there is none.</summary>
    public static async Task<(JsonDocument? Document, Reply? Error)> ReadJsonAsync(HttpContext context)
    {
        var bytes = await ReadAsync(context);
        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return (document, null);
            }

            document.Dispose();
            return (null, Reply.Invalid("The body must be a JSON object."));
        }
        catch (JsonException fault)
        {
            return (
                null,
                Reply.Invalid(
                    $"The body is not valid JSON in UTF-8, at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}."
                )
            );
        }
        catch (InvalidOperationException)
        {
            // What the parser says of half a surrogate pair in a name, which it has to compare with the others.
            return (null, Reply.Invalid("The body has a name of a field with a broken escape."));
        }
    }

    /// <summary>The fields of a form, or null where the body is none.</summary>
    public static async Task<IReadOnlyDictionary<string, StringValues>?> ReadFormAsync(HttpContext context)
    {
        if (
            context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            != true
        )
        {
            return null;
        }

        using var body = new MemoryStream(await ReadAsync(context));
        try
        {
            using var reader = new FormReader(body, Encoding.UTF8)
            {
                ValueCountLimit = FormFieldsMax,
                ValueLengthLimit = BytesMax,
                KeyLengthLimit = BytesMax,
            };
            return await reader.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException fault)
        {
            throw new BadBodyException($"The form cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<int> ReadChunkAsync(HttpContext context, byte[] chunk)
    {
        try
        {
            return await context.Request.Body.ReadAsync(chunk, context.RequestAborted);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            throw new BadBodyException("The body ended too early.", fault);
        }
    }
}
