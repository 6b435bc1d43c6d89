using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>The values of a record, field by field, and what the declaration does not have.</summary>
internal sealed class FieldValues(DatasetShape shape)
{
    private readonly bool[] seen = new bool[shape.FieldCount];
    private List<JsonProperty>? others;

    /// <summary>One a declared field: string, long, decimal or null.</summary>
    public object?[] Values { get; } = new object?[shape.FieldCount];

    /// <summary>JSON texts by name; null when there are none.</summary>
    public SortedDictionary<string, string>? Unknown { get; private set; }

    /// <summary>Takes the fields of a record; answers the reason for which it cannot be taken, or null.</summary>
    public string? Take(JsonElement record)
    {
        foreach (var property in record.EnumerateObject())
        {
            if (TakeProperty(property) is { } reason)
            {
                return reason;
            }
        }

        return TakeOthers() ?? Missing();
    }

    private string? TakeProperty(JsonProperty property)
    {
        if (shape.TryPlace(property.Name, out var place))
        {
            return seen[place] ? $"{property.Name} stands twice." : TakeValue(property, place);
        }

        if (shape.TryOtherPlace(property.Name, out _))
        {
            (others ??= []).Add(property);
        }
        else
        {
            Keep(property);
        }

        return null;
    }

    /// <summary>Another name counts only where the declared one has no value.</summary>
    private string? TakeOthers()
    {
        foreach (var property in others ?? [])
        {
            shape.TryOtherPlace(property.Name, out var place);
            if (Values[place] is not null)
            {
                Keep(property);
            }
            else if (TakeValue(property, place) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private string? TakeValue(JsonProperty property, int place)
    {
        seen[place] = true;
        var field = shape.Dataset.Fields[place];
        var reason = FieldReader.Read(field, property.Value, out Values[place]);
        if (reason is not null && field.IsLandedOnly)
        {
            // No document says what it is.
            Keep(property);
            return null;
        }

        return reason;
    }

    private string? Missing()
    {
        for (var place = 0; place < Values.Length; place++)
        {
            var field = shape.Dataset.Fields[place];
            if (Values[place] is null && !field.IsNullable)
            {
                return seen[place] ? $"{field.Name} is null." : $"{field.Name} is missing.";
            }
        }

        return null;
    }

    private void Keep(JsonProperty property) =>
        (Unknown ??= new(StringComparer.Ordinal))[property.Name] = property.Value.GetRawText();
}
