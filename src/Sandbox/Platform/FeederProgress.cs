using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>How far a feed has come, kept in a small JSON file that is always whole: it is written beside and renamed.</summary>
/// <param name="Feed">What the feed's bodies depend on: another feed is not gone on with.</param>
/// <param name="Finished">Up to here the deployment has all events.</param>
/// <param name="Leaps">When its clock was set ahead of the feed.</param>
internal sealed record FeederProgress(
    string Feed,
    DateTimeOffset Finished,
    IReadOnlyList<FeederProgress.Account> Accepted,
    IReadOnlyList<FeederProgress.Leap>? Leaps = null
)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>What was accepted of the account with this entity id.</summary>
    public sealed record Account(string EntityId, long Lines, IReadOnlyList<AcceptedTraffic> Traffic);

    /// <summary>The clock was set to a time, or is about to be, when the feed stood at a position before it.</summary>
    public sealed record Leap(DateTimeOffset Position, DateTimeOffset Time);

    /// <summary>Null when there is no file: the feed has not begun.</summary>
    public static FeederProgress? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<FeederProgress>(File.ReadAllBytes(file), Json)
                ?? throw new JsonException("The file says null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                $"{file} cannot be read as the progress of a feed ({fault.Message}). Put back the file, or start with a new data folder.",
                fault
            );
        }
    }

    public void Write(string file)
    {
        var beside = file + ".new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, this, Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }
}
