using System.Text.Json.Nodes;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>Something of an entity that changes from time to time.</summary>
/// <param name="Apply">Changes the form with which the entity began to what it is from the beat on.</param>
/// <param name="IsNews">Whether the platform says that the entity was updated.</param>
internal sealed record Habit(Rhythm Rhythm, Action<JsonObject, Beat> Apply, bool IsNews = true);
