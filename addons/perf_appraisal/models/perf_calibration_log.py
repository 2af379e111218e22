from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfCalibrationLog(models.Model):
    """What happened in a calibration session: who changed what, when, from what to what, why, and on what evidence.

    It only grows: neither a person nor the suite changes a line, and the database refuses it as well.
    """

    _name = "perf.calibration.log"
    _description = "Calibration History"
    _inherit = ["perf.text.mixin"]
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    calibration_id = fields.Many2one(
        "perf.calibration", string="Session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "perf.calibration.line", string="Row", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    person_name = fields.Char(string="Person", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(string="When", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("state", "State"),
            ("people", "Facilitators and participants"),
            ("level", "Level"),
            ("potential", "Potential"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    old_value = fields.Char(string="From", readonly=True)
    new_value = fields.Char(string="To", readonly=True)
    reason = fields.Text(readonly=True)
    evidence = fields.Char(readonly=True, help="What the change rests on.")
    evidence_url = fields.Char(string="Link to the Evidence", readonly=True)

    @api.model
    def _add(self, vals_list):
        """Write history lines in one batch.

        :param vals_list: list of dicts, without who and when
        """
        who = {"user_id": self.env.uid, "date": fields.Datetime.now()}
        # sudo: history is written by the suite only; ``user_id`` tells who acted.
        self.sudo().create([{**vals, **who} for vals in vals_list])

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: the history only grows."""
        raise UserError(self.env._("The history of a calibration can't be changed. Make a new change with a reason."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The history of a calibration can't be deleted."))

    def init(self):
        """Guard the history in the database as well: only INSERT is possible."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION perf_calibration_log_refuse() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The history of a calibration is append-only: % refused.', TG_OP
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS perf_calibration_log_refuse_row ON perf_calibration_log;
            CREATE TRIGGER perf_calibration_log_refuse_row BEFORE UPDATE OR DELETE ON perf_calibration_log
               FOR EACH ROW EXECUTE FUNCTION perf_calibration_log_refuse();
            DROP TRIGGER IF EXISTS perf_calibration_log_refuse_all ON perf_calibration_log;
            CREATE TRIGGER perf_calibration_log_refuse_all BEFORE TRUNCATE ON perf_calibration_log
               FOR EACH STATEMENT EXECUTE FUNCTION perf_calibration_log_refuse();
            """
        )

    @api.model
    def _drop_guard(self):
        """Remove the triggers and their function, when the addon is uninstalled."""
        self.env.cr.execute("DROP FUNCTION IF EXISTS perf_calibration_log_refuse() CASCADE")
