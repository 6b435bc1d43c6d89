using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>One thing that exists, and how it changes: its form is a function of the time.</summary>
/// <param name="number">Its place in the list of all.</param>
/// <param name="form">The fields with which it begins, without account, id and times of change.</param>
internal sealed class VirtualEntity(VirtualAccount account, int number, string kind, string id, JsonObject form)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Actors = ["ana@agency.example", "budget-rules", "console", "bulk upload"];

    public VirtualAccount Account => account;

    public int Number => number;

    public string Kind => kind;

    public string Id => id;

    /// <summary>The fields with which it begins.</summary>
    public JsonObject Form => form;

    public List<Habit> Habits { get; } = [];

    /// <summary>The slice in which it is deleted; after it nothing is told.</summary>
    public long GoneIn { get; set; } = long.MaxValue;

    public bool ChangesIn(long slice) =>
        slice == GoneIn || (slice < GoneIn && Habits.Exists(habit => habit.Rhythm.IsBeat(slice)));

    public PlatformEntity Opening(long first) => new(account, kind, id, Line(form, null), first * TrafficSource.SliceSeconds);

    /// <summary>What is told of it in a slice in which it changes.</summary>
    public PlatformEntity Change(long seed, long slice)
    {
        var hash = Chance.Hash(seed, -6, number, slice);
        var arrives = (slice * TrafficSource.SliceSeconds) + (long)(hash % TrafficSource.SliceSeconds);
        var actor = (int)((hash >> 32) % (ulong)(Actors.Length + 1));
        var fields = slice == GoneIn ? [new("deleted", true)] : Fields(FormIn(seed, slice), UpdatedIn(slice));
        if (!Habits.Exists(habit => habit.IsNews && habit.Rhythm.IsBeat(slice)) && slice != GoneIn)
        {
            // Told once more by a system that orders fields otherwise.
            fields = fields.Reverse();
        }

        return new(account, kind, id, Line(fields, actor == Actors.Length ? null : Actors[actor]), arrives);
    }

    private JsonObject FormIn(long seed, long slice)
    {
        var changed = (JsonObject)form.DeepClone();
        for (var habit = 0; habit < Habits.Count; habit++)
        {
            var rhythm = Habits[habit].Rhythm;
            if (rhythm.Beats(slice) is > 0 and var beats)
            {
                var hash = Chance.Hash(seed, -7 - habit, number, beats);
                Habits[habit].Apply(changed, new(beats, rhythm.LastBeat(slice) * TrafficSource.SliceSeconds, hash));
            }
        }

        return changed;
    }

    /// <summary>When it was last changed, unix seconds: 0 before.</summary>
    private long UpdatedIn(long slice) =>
        Habits
            .Where(habit => habit.IsNews && habit.Rhythm.Beats(slice) > 0)
            .Select(habit => habit.Rhythm.LastBeat(slice) * TrafficSource.SliceSeconds)
            .DefaultIfEmpty(0)
            .Max();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Fields(JsonObject form, long updated) =>
        updated == 0 ? form : form.Append(new("last_updated_date_time", PlatformTime.Text(updated)));

    private string Line(IEnumerable<KeyValuePair<string, JsonNode?>> fields, string? actor)
    {
        var line = new JsonObject
        {
            ["kind"] = kind,
            ["advertiser_id"] = account.AdvertiserId,
            ["marketplace_id"] = account.Marketplace.Id,
            ["id"] = id,
        };
        foreach (var (name, value) in fields)
        {
            line[name] = value?.DeepClone();
        }

        if (actor is not null)
        {
            line["actor"] = actor;
        }

        return line.ToJsonString(Json);
    }
}
