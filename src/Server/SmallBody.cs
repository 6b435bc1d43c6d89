using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Millrace.Server;

/// <summary>Bodies that are small by nature, read whole under a bound.</summary>
internal static class SmallBody
{
    private const int BytesMax = 64 << 10;

    /// <summary>The body as a JSON object.</summary>
    public static async Task<JsonElement> ReadJsonAsync(HttpContext context)
    {
        var bytes = await ReadAsync(context);
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(bytes);
            return root.ValueKind == JsonValueKind.Object ? root : throw ApiError.Invalid("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw ApiError.Invalid("The body is not valid JSON.");
        }
    }

    /// <summary>A field's text; null where it is not there or null.</summary>
    public static string? Text(this JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : throw ApiError.Invalid($"{name} must be a string.");
        }
        catch (InvalidOperationException)
        {
            throw ApiError.Invalid($"{name} is not valid UTF-8 text.");
        }
    }

    /// <summary>The fields of a form.</summary>
    public static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw ApiError.Invalid("Send the fields as application/x-www-form-urlencoded.");
        }

        var bytes = await ReadAsync(context);
        context.Request.Body = new MemoryStream(bytes);
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException fault)
        {
            throw ApiError.Invalid($"The form could not be read: {fault.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var buffer = new byte[BytesMax + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(
            buffer,
            buffer.Length,
            throwOnEndOfStream: false,
            context.RequestAborted
        );
        return length <= BytesMax
            ? buffer[..length]
            : throw new ApiError(413, "PayloadTooLarge", $"The body has more than {BytesMax} bytes.");
    }
}
