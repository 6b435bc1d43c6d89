using System.Text.Json;

namespace Millrace.Server.Http;

/// <summary>Reads fields of a JSON object and remembers the first that is wrong.</summary>
internal sealed class Field(JsonElement root, string path = "")
{
    public string? Fault { get; private set; }

    /// <summary>A text, or null where it is missing or null.</summary>
    public string? Text(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        try
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }

            Fault ??= $"{path}{name} must be a text.";
        }
        catch (InvalidOperationException)
        {
            Fault ??= $"{path}{name} is not valid UTF-8 or has a broken escape.";
        }

        return null;
    }

    /// <summary>A list of texts, or null where it is missing or null.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        try
        {
            if (
                value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            )
            {
                return [.. value.EnumerateArray().Select(one => one.GetString()!)];
            }

            Fault ??= $"{path}{name} must be a list of texts.";
        }
        catch (InvalidOperationException)
        {
            Fault ??= $"{path}{name} is not valid UTF-8 or has a broken escape.";
        }

        return null;
    }

    /// <summary>A truth value, or null where it is missing or null.</summary>
    public bool? Flag(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault ??= $"{path}{name} must be true or false.";
        return null;
    }

    /// <summary>An object, or null where it is missing or null.</summary>
    public Field? Object(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new Field(value, $"{path}{name}.");
        }

        Fault ??= $"{path}{name} must be an object.";
        return null;
    }

    private JsonElement? Value(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
