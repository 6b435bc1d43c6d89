namespace Millrace.Engine.Entities;

/// <summary>What an entity's state may be.</summary>
internal static class EntityStates
{
    /// <summary>Also of an entity that was deleted, whatever else the states of its ad product are.</summary>
    public const string Archived = "ARCHIVED";

    private const string UserDeleted = "USER_DELETED";

    private static readonly string[] Sponsored = ["ENABLED", "PAUSED", Archived, UserDeleted, "ENABLING", "PROPOSED", "OTHER"];

    private static readonly string[] Dsp = ["ACTIVE", "INACTIVE"];

    public static IReadOnlyList<string> Of(bool isDsp) => isDsp ? Dsp : Sponsored;

    /// <summary>Whether it is over for good, with its budget.</summary>
    public static bool IsOver(string? state) => state is Archived or UserDeleted;
}
